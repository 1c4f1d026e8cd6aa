package economics

// court decides what parties disagree on.
type court struct{}

func (c *court) contests(*market, *contract, bool) bool { return false }

func (c *court) decide(*market, *contract, bool) {}
