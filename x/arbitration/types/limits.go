package types

// The bounds in code: no parameter goes beyond them.
const (
	// BPS is the number of basis points in the whole.
	BPS = 10_000
	// Step between two votes on a scale from 0 to BPS.
	Step = 2_500
	// UnclearBps is the verdict while no panel has revealed a vote.
	UnclearBps = BPS / 2

	// MaxRef is the longest name of a matter in bytes.
	MaxRef = 32
	// MaxExcluded is the most agents that a request excludes besides the parties.
	MaxExcluded = 4
	// MaxWeights is the most criteria a panel votes on.
	MaxWeights = 16
	// MinSize and MaxSize bound the panels; MaxFirstSize is the largest first one.
	MinSize      = 3
	MaxFirstSize = 23
	MaxSize      = 47
	// StepSeats is how many seats one step of a settlement closes at most, so that those of the largest panel, whose
	// arbiters have the most skills, stay within the gas of a deadline.
	StepSeats = 16
	// MaxRounds is the most panels of a case: 3, 5, 11, 23, 47.
	MaxRounds = 5

	// MaxEvidence is the most documents of a side.
	MaxEvidence = 16
	// MaxURI and MaxNote are the longest texts of a document in bytes.
	MaxURI  = 512
	MaxNote = 280
	// HashLen and SaltLen are the lengths of hashes and salts in bytes.
	HashLen = 32
	SaltLen = 32

	// MinSkill and MaxSkill bound the length of a skill tag, AllSkills stands for all of them.
	MinSkill  = 2
	MaxSkill  = 48
	AllSkills = "*"
	// MaxSkills is the most skills of an arbiter: with more, the records of the largest panel are not written within the gas
	// of a deadline.
	MaxSkills = 16

	// MaxDrawBlocks is the farthest a draw is bound ahead.
	MaxDrawBlocks = 500
	// MaxWindowMs is the longest window in market time: a year.
	MaxWindowMs = 365 * day
	// MaxPriceMicro is the highest price in micro-units.
	MaxPriceMicro = 1_000_000_000_000_000

	second = 1_000
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)
