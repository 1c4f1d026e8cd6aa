package store

// Case is a matter before drawn judges.
type Case struct {
	ID              string `db:"id" json:"id"`
	Seq             int64  `db:"seq" json:"-"`
	Agreement       string `db:"agreement" json:"agreement"`
	Milestone       int64  `db:"milestone" json:"milestone"`
	Kind            string `db:"kind" json:"kind"`
	Client          string `db:"client" json:"client"`
	Provider        string `db:"provider" json:"provider"`
	Skill           string `db:"skill" json:"skill"`
	Status          string `db:"status" json:"status"`
	Running         bool   `db:"running" json:"running"`
	Round           int64  `db:"round" json:"round"`
	Size            int64  `db:"size" json:"size"`
	Seats           int64  `db:"seats" json:"seats"`
	Price           Coin   `db:"price" json:"price"`
	ClientDeposit   string `db:"client_deposit" json:"client_deposit"`
	ProviderDeposit string `db:"provider_deposit" json:"provider_deposit"`
	VerdictBps      int64  `db:"verdict_bps" json:"verdict_bps"`
	Unclear         bool   `db:"unclear" json:"unclear"`
	OpenedMs        int64  `db:"opened_ms" json:"opened_ms"`
	OpenedHeight    int64  `db:"opened_height" json:"opened_height"`
	DueMs           int64  `db:"due_ms" json:"due_ms"`
	SettledMs       int64  `db:"settled_ms" json:"settled_ms"`
	ClosedMs        int64  `db:"closed_ms" json:"closed_ms"`
	Fees            string `db:"fees" json:"fees"`
	ClientBack      string `db:"client_back" json:"client_back"`
	ProviderBack    string `db:"provider_back" json:"provider_back"`
	Burned          string `db:"burned" json:"burned"`
	Evidence        int64  `db:"evidence" json:"evidence"`
	Pruned          bool   `db:"pruned" json:"pruned"`
}

// CaseRound is one panel of a case and its verdict.
type CaseRound struct {
	Case        string `db:"caseid" json:"-"`
	Number      int64  `db:"number" json:"number"`
	Appellant   string `db:"appellant" json:"appellant"`
	Deposit     string `db:"deposit" json:"deposit"`
	Size        int64  `db:"size" json:"size"`
	Seats       int64  `db:"seats" json:"seats"`
	Lock        string `db:"seat_lock" json:"lock"`
	DrawHeight  int64  `db:"draw_height" json:"draw_height"`
	BeganMs     int64  `db:"began_ms" json:"began_ms"`
	DrawnMs     int64  `db:"drawn_ms" json:"drawn_ms"`
	Committed   int64  `db:"committed" json:"committed"`
	Revealed    int64  `db:"revealed" json:"revealed"`
	VerdictBps  int64  `db:"verdict_bps" json:"verdict_bps"`
	Unclear     bool   `db:"unclear" json:"unclear"`
	RuledMs     int64  `db:"ruled_ms" json:"ruled_ms"`
	FeeClient   string `db:"fee_client" json:"fee_client"`
	FeeProvider string `db:"fee_provider" json:"fee_provider"`
	FeeAppeal   string `db:"fee_appeal" json:"fee_appeal"`
	Burned      string `db:"burned" json:"burned"`
}

// Seat is one judge in one round of a case.
type Seat struct {
	Case        string `db:"caseid" json:"case"`
	Round       int64  `db:"round" json:"round"`
	Arbiter     string `db:"arbiter" json:"arbiter"`
	Seq         int64  `db:"seq" json:"-"`
	Lock        string `db:"seat_lock" json:"lock"`
	Commitment  string `db:"commitment" json:"commitment"`
	CommittedMs int64  `db:"committed_ms" json:"committed_ms"`
	Revealed    bool   `db:"revealed" json:"revealed"`
	Bps         int64  `db:"bps" json:"bps"`
	Votes       Text   `db:"votes" json:"votes"`
	RevealedMs  int64  `db:"revealed_ms" json:"revealed_ms"`
	Standing    string `db:"standing" json:"standing"`
	Lost        string `db:"lost" json:"lost"`
	Earned      string `db:"earned" json:"earned"`
	SettledMs   int64  `db:"settled_ms" json:"settled_ms"`
}

// Evidence is a document that a side added to a case.
type Evidence struct {
	Case   string `db:"caseid" json:"-"`
	Seq    int64  `db:"seq" json:"-"`
	Round  int64  `db:"round" json:"round"`
	Agent  string `db:"agent" json:"agent"`
	Side   string `db:"side" json:"side"`
	URI    string `db:"uri" json:"uri"`
	SHA256 string `db:"sha256" json:"sha256"`
	Note   string `db:"note" json:"note"`
	TimeMs int64  `db:"time_ms" json:"time_ms"`
}

// Arbiter is an agent that can be drawn as a judge, or could.
type Arbiter struct {
	Agent      string `db:"agent" json:"agent"`
	Seq        int64  `db:"seq" json:"-"`
	Owner      string `db:"owner" json:"owner"`
	Status     string `db:"status" json:"status"`
	Stake      int64  `db:"stake" json:"-"`
	Locked     int64  `db:"locked" json:"-"`
	Skills     Text   `db:"skills" json:"skills"`
	Seats      int64  `db:"seats" json:"seats"`
	Cases      int64  `db:"cases" json:"cases"`
	Coherent   int64  `db:"coherent" json:"coherent"`
	Absent     int64  `db:"absent" json:"absent"`
	Lost       int64  `db:"lost" json:"-"`
	Earned     int64  `db:"earned" json:"-"`
	EnlistedMs int64  `db:"enlisted_ms" json:"enlisted_ms"`
	LeavesMs   int64  `db:"leaves_ms" json:"leaves_ms"`
	UpdatedMs  int64  `db:"updated_ms" json:"updated_ms"`
}

// ArbiterSkill says that a judge is drawn for a skill, or for all by "*".
type ArbiterSkill struct {
	Skill string `db:"skill"`
	Agent string `db:"agent"`
}
