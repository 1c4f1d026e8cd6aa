package testapp

import (
	"crypto/sha256"
	"fmt"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/internal/chain"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/auction"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// Unit is one numeraire unit in utroth.
const Unit = 1_000_000

// Agent is a registered agent with its owner and one operator.
type Agent struct {
	Owner, Operator *Account
	Address         sdk.AccAddress
}

func (a *Agent) String() string { return a.Address.String() }

// NewAgent returns an agent of the owner that Setup will register, and its operator's new key.
func (c *Chain) NewAgent(owner *Account) *Agent {
	operator := c.NewAccount()
	return &Agent{Owner: owner, Operator: operator, Address: identitytypes.AgentAddress(owner.Address, operator.Address)}
}

// Setup are the messages by which the owner registers the agent, gives its operator a mandate for everything this file
// does and coins for fees, and the agent its purse.
func (a *Agent) Setup(purse int64, skills ...string) []sdk.Msg {
	coins := func(n int64) sdk.Coins { return sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, n)) }
	return []sdk.Msg{
		&identitytypes.MsgRegister{
			Owner: a.Owner.String(), Salt: a.Operator.Address, Profile: identitytypes.Profile{Skills: skills},
		},
		&identitytypes.MsgAddOperator{Owner: a.Owner.String(), Agent: a.String(), Key: a.Operator.String(), Mandate: identitytypes.Mandate{
			Actions: []identitytypes.Action{
				identitytypes.ActionHire, identitytypes.ActionBid, identitytypes.ActionWork, identitytypes.ActionReview,
			},
			Limits: []identitytypes.Limit{{
				Denom: chain.BaseDenom, PerAction: math.NewInt(purse), PerWindow: math.NewInt(10 * purse), Lifetime: math.NewInt(1_000 * purse),
			}},
			WindowMs: uint64(time.Hour / time.Millisecond),
		}},
		banktypes.NewMsgSend(a.Owner.Address, a.Operator.Address, coins(10*Unit)),
		banktypes.NewMsgSend(a.Owner.Address, a.Address, coins(purse)),
	}
}

// NewAgents registers one agent for each owner, in as few blocks as fit.
func (c *Chain) NewAgents(purse int64, skill string, owners ...*Account) []*Agent {
	c.t.Helper()
	var agents []*Agent
	var txs [][]byte
	for i, owner := range owners {
		a := c.NewAgent(owner)
		agents = append(agents, a)
		txs = append(txs, c.TxWith(owner, TxOptions{Gas: 600_000}, a.Setup(purse, skill)...))
		if len(txs) == 150 || i == len(owners)-1 {
			c.Run(txs...).RequireOK()
			txs = nil
		}
	}
	return agents
}

// Job is what the client asks for; zero fields take the defaults of Post.
type Job struct {
	Budget  int64
	Loss    int64
	Backups uint32
	Clocks  markettypes.Clocks
	// Skill is "writing" by default.
	Skill string
}

// Post is the message that posts a job: budget 10 units, windows of 3 s, delivery in 20 s, review of 5 s.
func (a *Agent) Post(j Job) *markettypes.MsgPostJob {
	if j.Budget == 0 {
		j.Budget = 10 * Unit
	}
	if j.Skill == "" {
		j.Skill = "writing"
	}
	if j.Clocks == (markettypes.Clocks{}) {
		j.Clocks = markettypes.Clocks{BidMs: 3_000, RevealMs: 3_000, DeliveryMs: 20_000, ReviewMs: 5_000}
	}
	hash := sha256.Sum256([]byte("the work"))
	return &markettypes.MsgPostJob{Signer: a.Operator.String(), Client: a.String(), Request: markettypes.JobRequest{
		Title: "Translate a page", Spec: agreementtypes.Spec{Uri: "ipfs://spec", Sha256: hash[:], Bytes: 8},
		Skill: j.Skill, Budget: sdk.NewInt64Coin(chain.BaseDenom, j.Budget), Loss: math.NewInt(j.Loss), Clocks: j.Clocks, Backups: j.Backups,
	}}
}

// Bid of a provider.
type Bid struct {
	Provider      *Agent
	Price, Pledge int64
	DeliveryMs    uint64
}

func (b Bid) salt() []byte {
	sum := sha256.Sum256([]byte(fmt.Sprintf("salt of %s %d", b.Provider, b.Price)))
	return sum[:]
}

// Commit is the message that places the bid under seal.
func (b Bid) Commit(job string) *markettypes.MsgCommitBid {
	return &markettypes.MsgCommitBid{
		Signer: b.Provider.Operator.String(), Provider: b.Provider.String(), Job: job,
		Commitment: auction.Commitment(auction.Sealed{
			ChainID: ChainID, Job: job, Provider: b.Provider.Address, Price: math.NewInt(b.Price), Pledge: math.NewInt(b.Pledge),
			DeliveryMs: b.DeliveryMs,
		}, b.salt()),
	}
}

// Reveal is the message that opens it.
func (b Bid) Reveal(job string) *markettypes.MsgRevealBid {
	return &markettypes.MsgRevealBid{
		Signer: b.Provider.Operator.String(), Provider: b.Provider.String(), Job: job, Price: math.NewInt(b.Price),
		Pledge: math.NewInt(b.Pledge), DeliveryMs: b.DeliveryMs, Salt: b.salt(),
	}
}

// Submit is the message that delivers the work.
func (a *Agent) Submit(agreement string) *agreementtypes.MsgSubmit {
	hash := sha256.Sum256([]byte("the result"))
	return &agreementtypes.MsgSubmit{
		Signer: a.Operator.String(), Provider: a.String(), Agreement: agreement, Uri: "ipfs://result", Sha256: hash[:], Bytes: 10,
	}
}

// Accept is the message by which the client pays and rates the work.
func (a *Agent) Accept(agreement string, rating uint32) *agreementtypes.MsgAccept {
	return &agreementtypes.MsgAccept{Signer: a.Operator.String(), Client: a.String(), Agreement: agreement, Rating: rating}
}

// Response decodes the answer to message i of transaction tx.
func (r *Result) Response(tx, i int, response proto.Message) {
	r.t.Helper()
	var data sdk.TxMsgData
	require.NoError(r.t, proto.Unmarshal(r.Txs[tx].Data, &data))
	require.Less(r.t, i, len(data.MsgResponses), r.Txs[tx].Log)
	require.NoError(r.t, proto.Unmarshal(data.MsgResponses[i].Value, response))
}

// JobOf returns the id of the job that the first message of a transaction posted.
func (r *Result) JobOf(tx int) string {
	r.t.Helper()
	var posted markettypes.MsgPostJobResponse
	r.Response(tx, 0, &posted)
	return posted.Job
}

// Find returns the events of a type, of the block and of all transactions.
func (r *Result) Find(kind string) (found []abci.Event) {
	add := func(events []abci.Event) {
		for _, e := range events {
			if e.Type == kind {
				found = append(found, e)
			}
		}
	}
	add(r.Events)
	for _, tx := range r.Txs {
		add(tx.Events)
	}
	return found
}

// Has says whether an event of a type happened.
func (r *Result) Has(kind string) bool { return len(r.Find(kind)) > 0 }

// Attribute returns an attribute of an event, empty when it has none of the name.
func Attribute(e abci.Event, key string) string {
	for _, a := range e.Attributes {
		if a.Key == key {
			return a.Value
		}
	}
	return ""
}
