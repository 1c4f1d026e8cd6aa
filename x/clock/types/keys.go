package types

// ModuleName is the name of the module, its store key and the codespace of its errors.
const ModuleName = "clock"
