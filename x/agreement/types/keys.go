package types

// ModuleName is the name of the module, its store key and the codespace of its errors.
const ModuleName = "agreement"

// AgreementPrefix is the prefix of agreement ids.
const AgreementPrefix = "agr"
