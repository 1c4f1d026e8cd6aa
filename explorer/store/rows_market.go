package store

// Job is a job.
type Job struct {
	ID           string `db:"id" json:"id"`
	Seq          int64  `db:"seq" json:"-"`
	Client       string `db:"client" json:"client"`
	Title        string `db:"title" json:"title"`
	Skill        string `db:"skill" json:"skill"`
	Status       string `db:"status" json:"status"`
	Auction      string `db:"auction" json:"auction"`
	Award        string `db:"award" json:"award"`
	Budget       Coin   `db:"budget" json:"budget"`
	Loss         Coin   `db:"loss" json:"loss"`
	PostedMs     int64  `db:"posted_ms" json:"posted_ms"`
	PostedHeight int64  `db:"posted_height" json:"posted_height"`
	BidEndMs     int64  `db:"bid_end_ms" json:"bid_end_ms"`
	RevealEndMs  int64  `db:"reveal_end_ms" json:"reveal_end_ms"`
	DueMs        int64  `db:"due_ms" json:"due_ms"`
	Bids         int64  `db:"bids" json:"bids"`
	Agreement    string `db:"agreement" json:"agreement"`
	Provider     string `db:"provider" json:"provider"`
	Price        string `db:"price" json:"price"`
	AwardedMs    int64  `db:"awarded_ms" json:"awarded_ms"`
	EndedMs      int64  `db:"ended_ms" json:"ended_ms"`
	Reason       string `db:"reason" json:"reason"`
	Pruned       bool   `db:"pruned" json:"pruned"`
	Tx           string `db:"tx" json:"tx"`
	Request      Text   `db:"request" json:"-"`
}

// Bid is a provider's bid on a job, from under its seal to its end.
type Bid struct {
	Job          string `db:"job" json:"-"`
	Provider     string `db:"provider" json:"provider"`
	Status       string `db:"status" json:"status"`
	Deposit      string `db:"deposit" json:"deposit"`
	Price        string `db:"price" json:"price"`
	Pledge       string `db:"pledge" json:"pledge"`
	DeliveryMs   int64  `db:"delivery_ms" json:"delivery_ms"`
	NoteURI      string `db:"note_uri" json:"note_uri"`
	ScoreBps     int64  `db:"score_bps" json:"score_bps"`
	ExpectedCost int64  `db:"expected_cost_micro" json:"expected_cost_micro"`
	Rank         int64  `db:"rank" json:"rank"`
	Reason       string `db:"reason" json:"reason"`
	Height       int64  `db:"height" json:"height"`
	TimeMs       int64  `db:"time_ms" json:"time_ms"`
}

// Agreement is an agreement.
type Agreement struct {
	ID           string `db:"id" json:"id"`
	Seq          int64  `db:"seq" json:"-"`
	Origin       string `db:"origin" json:"origin"`
	Client       string `db:"client" json:"client"`
	Provider     string `db:"provider" json:"provider"`
	Title        string `db:"title" json:"title"`
	Skill        string `db:"skill" json:"skill"`
	Status       string `db:"status" json:"status"`
	Running      bool   `db:"running" json:"running"`
	Disputed     bool   `db:"disputed" json:"disputed"`
	Price        Coin   `db:"price" json:"price"`
	Pledge       string `db:"pledge" json:"pledge"`
	Capital      int64  `db:"capital_micro" json:"capital_micro"`
	Milestone    int64  `db:"milestone" json:"milestone"`
	Milestones   int64  `db:"milestones" json:"milestones"`
	Parent       string `db:"parent" json:"parent"`
	OpenedMs     int64  `db:"opened_ms" json:"opened_ms"`
	OpenedHeight int64  `db:"opened_height" json:"opened_height"`
	DueMs        int64  `db:"due_ms" json:"due_ms"`
	EndedMs      int64  `db:"ended_ms" json:"ended_ms"`
	Paid         string `db:"paid" json:"paid"`
	Refunded     string `db:"refunded" json:"refunded"`
	Burned       string `db:"burned" json:"burned"`
	Compensation string `db:"compensation" json:"compensation"`
	Reworks      int64  `db:"reworks" json:"reworks"`
	Outcome      string `db:"outcome" json:"outcome"`
	Pruned       bool   `db:"pruned" json:"pruned"`
}

// Settlement is what happened to the money of one milestone.
type Settlement struct {
	Agreement    string `db:"agreement" json:"agreement"`
	Milestone    int64  `db:"milestone" json:"milestone"`
	Seq          int64  `db:"seq" json:"-"`
	Client       string `db:"client" json:"client"`
	Provider     string `db:"provider" json:"provider"`
	Skill        string `db:"skill" json:"skill"`
	Act          string `db:"act" json:"act"`
	Outcome      string `db:"outcome" json:"outcome"`
	Bps          int64  `db:"bps" json:"bps"`
	Denom        string `db:"denom" json:"denom"`
	Price        string `db:"price" json:"price"`
	Paid         string `db:"paid" json:"paid"`
	EvaluatorFee string `db:"evaluator_fee" json:"evaluator_fee"`
	Refunded     string `db:"refunded" json:"refunded"`
	Burned       string `db:"burned" json:"burned"`
	ProtocolFee  string `db:"protocol_fee" json:"protocol_fee"`
	Compensation string `db:"compensation" json:"compensation"`
	PledgeBurned string `db:"pledge_burned" json:"pledge_burned"`
	CapitalLost  int64  `db:"capital_lost_micro" json:"capital_lost_micro"`
	Rating       int64  `db:"rating" json:"rating"`
	ClientRating int64  `db:"client_rating" json:"client_rating"`
	Height       int64  `db:"height" json:"height"`
	TimeMs       int64  `db:"time_ms" json:"time_ms"`
	Tx           string `db:"tx" json:"tx"`
}

// Offer is a negotiation.
type Offer struct {
	ID        string `db:"id" json:"id"`
	Seq       int64  `db:"seq" json:"-"`
	Client    string `db:"client" json:"client"`
	Provider  string `db:"provider" json:"provider"`
	About     string `db:"about" json:"about"`
	Title     string `db:"title" json:"title"`
	Status    string `db:"status" json:"status"`
	Round     int64  `db:"round" json:"round"`
	Maker     string `db:"maker" json:"maker"`
	Skill     string `db:"skill" json:"skill"`
	Price     Coin   `db:"price" json:"price"`
	Pledge    string `db:"pledge" json:"pledge"`
	ExpiresMs int64  `db:"expires_ms" json:"expires_ms"`
	Agreement string `db:"agreement" json:"agreement"`
	Reason    string `db:"reason" json:"reason"`
	OpenedMs  int64  `db:"opened_ms" json:"opened_ms"`
	UpdatedMs int64  `db:"updated_ms" json:"updated_ms"`
	Pruned    bool   `db:"pruned" json:"pruned"`
}

// Round is one offer of a negotiation.
type Round struct {
	Offer     string `db:"offer" json:"-"`
	Number    int64  `db:"number" json:"number"`
	Maker     string `db:"maker" json:"maker"`
	Signer    string `db:"signer" json:"signer"`
	Price     Coin   `db:"price" json:"price"`
	Pledge    string `db:"pledge" json:"pledge"`
	Hash      string `db:"hash" json:"hash"`
	NoteURI   string `db:"note_uri" json:"note_uri"`
	ExpiresMs int64  `db:"expires_ms" json:"expires_ms"`
	Height    int64  `db:"height" json:"height"`
	TimeMs    int64  `db:"time_ms" json:"time_ms"`
	Terms     Text   `db:"terms" json:"terms"`
}

// Service is a standing offer.
type Service struct {
	ID         string `db:"id" json:"id"`
	Seq        int64  `db:"seq" json:"-"`
	Provider   string `db:"provider" json:"provider"`
	Title      string `db:"title" json:"title"`
	Skill      string `db:"skill" json:"skill"`
	Price      Coin   `db:"price" json:"price"`
	PriceMicro int64  `db:"price_micro" json:"price_micro"`
	Capacity   int64  `db:"capacity" json:"capacity"`
	Version    int64  `db:"version" json:"version"`
	Active     bool   `db:"active" json:"active"`
	Hired      int64  `db:"hired" json:"hired"`
	ListedMs   int64  `db:"listed_ms" json:"listed_ms"`
	UpdatedMs  int64  `db:"updated_ms" json:"updated_ms"`
	Removed    bool   `db:"removed" json:"removed"`
	Terms      Text   `db:"terms" json:"-"`
}

// Balance is what an account has of a denom.
type Balance struct {
	Account string `db:"account"`
	Denom   string `db:"denom"`
	Amount  string `db:"amount"`
}

// Held is the sum of an agent's holds of a denom.
type Held struct {
	Agent  string `db:"agent"`
	Denom  string `db:"denom"`
	Amount string `db:"amount"`
}

// Hold is money that waits for a purpose.
type Hold struct {
	Scope  string `db:"scope" json:"scope"`
	Ref    string `db:"ref" json:"ref"`
	Agent  string `db:"agent" json:"agent"`
	Object string `db:"object" json:"object"`
	Coin   Coin   `db:"coin" json:"coin"`
	Height int64  `db:"height" json:"height"`
	TimeMs int64  `db:"time_ms" json:"time_ms"`
}

// Series is a counter of an interval.
type Series struct {
	Res      string `db:"res"`
	Metric   string `db:"metric"`
	Denom    string `db:"denom"`
	BucketMs int64  `db:"bucket_ms"`
	N        int64  `db:"n"`
	Sum      string `db:"sum"`
}

// Skill counts what happens in a skill.
type Skill struct {
	Skill       string `db:"skill" json:"skill"`
	Jobs        int64  `db:"jobs" json:"jobs"`
	JobsOpen    int64  `db:"jobs_open" json:"jobs_open"`
	Agents      int64  `db:"agents" json:"agents"`
	Services    int64  `db:"services" json:"services"`
	Settlements int64  `db:"settlements" json:"settlements"`
	Volume      int64  `db:"volume" json:"volume_micro"`
}
