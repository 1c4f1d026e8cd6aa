package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/app"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/devnet/devtest"
	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/example"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
	clocktypes "github.com/trothchain/troth/x/clock/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// blockTime of the devnet of the tests.
const blockTime = 200 * time.Millisecond

// scene is a devnet on which everything is there that the examples of internal/example are about.
type scene struct {
	home    string
	devnet  *devnet.Devnet
	clients map[string]*client.Client
	// ids by the example that stands for them.
	ids map[string]string
	// replace puts them into an example.
	replace *strings.Replacer
}

// played is the scene of this process: the first test that needs it makes it, stopScene ends it.
var played struct {
	once  sync.Once
	scene *scene
	err   error
}

func startScene(t *testing.T) *scene {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a node")
	}
	played.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
		defer cancel()
		played.scene = &scene{clients: make(map[string]*client.Client), ids: make(map[string]string)}
		played.err = played.scene.play(ctx)
	})
	require.NoError(t, played.err)
	return played.scene
}

func stopScene() error {
	s := played.scene
	if s == nil {
		return nil
	}
	var err error
	for _, c := range s.clients {
		err = errors.Join(err, c.Close())
	}
	if s.devnet != nil {
		err = errors.Join(err, s.devnet.Close())
	}
	return errors.Join(err, os.RemoveAll(s.home))
}

func (s *scene) play(ctx context.Context) error {
	var err error
	if s.home, err = os.MkdirTemp("", "trothd-examples-"); err != nil {
		return err
	}
	logs, err := os.Create(filepath.Join(s.home, "node.log"))
	if err != nil {
		return err
	}
	s.devnet, err = devtest.Start(ctx, devnet.Options{Home: filepath.Join(s.home, "node"), BlockTime: blockTime, Logs: logs})
	if err != nil {
		return err
	}
	for _, name := range []string{"alice", "carol", "dave"} {
		key, err := devnet.Key(chain.DevnetID, name)
		if err != nil {
			return err
		}
		if s.clients[name], err = client.New([]string{s.devnet.RPC}, client.FromKey(key), client.WithPoll(blockTime/8)); err != nil {
			return err
		}
	}
	for _, act := range []func(context.Context) error{s.provider, s.client, s.notary, s.hire, s.work, s.dispute} {
		if err := act(ctx); err != nil {
			return err
		}
	}
	var pairs []string
	for from, to := range s.ids {
		pairs = append(pairs, from, to)
	}
	s.replace = strings.NewReplacer(pairs...)
	return nil
}

// register returns the messages that register and fund an agent, which must have the address of the examples.
func (s *scene) register(owner, name, want string, r agent.Registration) ([]sdk.Msg, error) {
	r.Salt, r.Profile = []byte(name), identitytypes.Profile{Name: name, Skills: []string{"translation"}}
	r.Fund = sdk.NewCoins(sdk.NewInt64Coin(chain.BaseDenom, 100_000_000))
	address, msgs := r.Messages(s.clients[owner].Address())
	if address.String() != want {
		return nil, fmt.Errorf("internal/example: the agent %s of %s is %s, not %s", name, owner, address, want)
	}
	return msgs, nil
}

// provider is bot of alice, with an operator, an account elsewhere and a service.
func (s *scene) provider(ctx context.Context) error {
	c := s.clients["alice"]
	if c.Address().String() != example.Owner {
		return fmt.Errorf("internal/example: alice is %s", c.Address())
	}
	mandate := identitytypes.Mandate{
		Actions:  []identitytypes.Action{identitytypes.ActionBid, identitytypes.ActionWork},
		Limits:   []identitytypes.Limit{{Denom: chain.BaseDenom, PerAction: math.NewInt(1), PerWindow: math.NewInt(1), Lifetime: math.NewInt(1)}},
		WindowMs: 60_000,
	}
	msgs, err := s.register("alice", "bot", example.Provider, agent.Registration{Operator: sdk.MustAccAddressFromBech32(example.Operator), Mandate: mandate})
	if err != nil {
		return err
	}
	deadline, err := strconv.ParseUint(example.ExpiresMs, 10, 64)
	if err != nil {
		return err
	}
	template, err := terms(example.Template)
	if err != nil {
		return err
	}
	res, err := c.Send(ctx, append(msgs,
		&identitytypes.MsgLinkAccount{Owner: example.Owner, Agent: example.Provider, Account: example.Account, Proof: prove(deadline), DeadlineMs: deadline},
		&markettypes.MsgListService{Signer: example.Owner, Provider: example.Provider, Terms: template, Capacity: 4},
	)...)
	if err != nil {
		return err
	}
	listed, err := client.Response[*markettypes.MsgListServiceResponse](res, len(res.Responses)-1)
	if err != nil {
		return err
	}
	s.ids[example.Service] = listed.Service
	return nil
}

// client is newsroom of carol, with an open job of each kind that the examples ask about.
func (s *scene) client(ctx context.Context) error {
	c := s.clients["carol"]
	msgs, err := s.register("carol", "newsroom", example.Client, agent.Registration{})
	if err != nil {
		return err
	}
	post := func(a markettypes.Auction, clocks markettypes.Clocks) sdk.Msg {
		clocks.BidMs, clocks.DeliveryMs, clocks.ReviewMs = 3_600_000, 3_600_000, 3_600_000
		request := markettypes.JobRequest{
			Title: "Translate a page", Spec: spec(), Skill: "translation", Budget: sdk.NewInt64Coin(chain.BaseDenom, 5_000_000),
			Loss: math.ZeroInt(), StartCost: math.ZeroInt(), Clocks: clocks, Auction: a,
		}
		return &markettypes.MsgPostJob{Signer: c.Address().String(), Client: example.Client, Request: request}
	}
	res, err := c.Send(ctx, append(msgs,
		post(markettypes.AuctionSealed, markettypes.Clocks{RevealMs: 3_600_000}), post(markettypes.AuctionClock, markettypes.Clocks{}))...)
	if err != nil {
		return err
	}
	for i, id := range []string{example.Job, example.ClockJob} {
		posted, err := client.Response[*markettypes.MsgPostJobResponse](res, len(msgs)+i)
		if err != nil {
			return err
		}
		s.ids[id] = posted.Job
	}
	return nil
}

// notary of dave attests two things about bot, and is an arbiter.
func (s *scene) notary(ctx context.Context) error {
	c := s.clients["dave"]
	msgs, err := s.register("dave", "notary", example.Notary, agent.Registration{})
	if err != nil {
		return err
	}
	for schema, value := range map[string]string{"kya": "", "jurisdiction": "de"} {
		msgs = append(msgs, &identitytypes.MsgAttest{
			Signer: c.Address().String(), Agent: example.Notary, Subject: example.Provider, Schema: schema, Value: value,
		})
	}
	msgs = append(msgs, &arbitrationtypes.MsgEnlist{
		Signer: c.Address().String(), Agent: example.Notary, Stake: math.NewInt(100_000_000), Skills: []string{"translation"},
	})
	_, err = c.Send(ctx, msgs...)
	return err
}

// hire makes an agreement by the service, and begins a negotiation.
func (s *scene) hire(ctx context.Context) error {
	c := s.clients["carol"]
	offered, err := terms(example.Terms)
	if err != nil {
		return err
	}
	res, err := c.Send(ctx,
		&markettypes.MsgHire{
			Signer: c.Address().String(), Client: example.Client, Service: s.ids[example.Service], Version: 1,
			Price: sdk.NewInt64Coin(chain.BaseDenom, 5_000_000), Spec: spec(),
		},
		&markettypes.MsgMakeOffer{
			Signer: c.Address().String(), Maker: example.Client, Terms: offered, ExpiresMs: 3_600_000,
		})
	if err != nil {
		return err
	}
	hired, err := client.Response[*markettypes.MsgHireResponse](res, 0)
	if err != nil {
		return err
	}
	made, err := client.Response[*markettypes.MsgMakeOfferResponse](res, 1)
	s.ids[example.Agreement], s.ids[example.Offer], s.ids[example.Tx] = hired.Agreement, made.Offer, res.Hash
	return err
}

// work is delivered and accepted.
func (s *scene) work(ctx context.Context) error {
	alice, carol := s.clients["alice"], s.clients["carol"]
	delivery := agent.Delivery{Agreement: s.ids[example.Agreement], Provider: example.Provider, URI: "ipfs://result", Content: []byte("Die Seite.")}
	if _, _, err := agent.Submit(ctx, alice, delivery); err != nil {
		return err
	}
	_, err := carol.Send(ctx, &agreementtypes.MsgAccept{
		Signer: carol.Address().String(), Client: example.Client, Agreement: s.ids[example.Agreement], Rating: 95,
	})
	return err
}

// dispute brings a second agreement by the service before judges.
func (s *scene) dispute(ctx context.Context) error {
	alice, carol := s.clients["alice"], s.clients["carol"]
	res, err := carol.Send(ctx, &markettypes.MsgHire{
		Signer: carol.Address().String(), Client: example.Client, Service: s.ids[example.Service], Version: 1,
		Price: sdk.NewInt64Coin(chain.BaseDenom, 5_000_000), Spec: spec(),
	})
	if err != nil {
		return err
	}
	hired, err := client.Response[*markettypes.MsgHireResponse](res, 0)
	if err != nil {
		return err
	}
	delivery := agent.Delivery{Agreement: hired.Agreement, Provider: example.Provider, URI: "ipfs://result", Content: []byte("Keine Seite.")}
	if _, _, err := agent.Submit(ctx, alice, delivery); err != nil {
		return err
	}
	if _, err := carol.Send(ctx, &agreementtypes.MsgReject{
		Signer: carol.Address().String(), Client: example.Client, Agreement: hired.Agreement, Reason: "page 3 is missing",
	}); err != nil {
		return err
	}
	if res, err = alice.Send(ctx, &agreementtypes.MsgContest{
		Signer: example.Owner, Agent: example.Provider, Agreement: hired.Agreement, Reason: "it is there",
	}); err != nil {
		return err
	}
	contested, err := client.Response[*agreementtypes.MsgContestResponse](res, 0)
	if err == nil {
		s.ids[example.Case] = contested.Case
	}
	return err
}

// now is the market time in milliseconds.
func (s *scene) now(ctx context.Context) (uint64, error) {
	res, err := clocktypes.NewQueryClient(s.clients["alice"]).Now(ctx, &clocktypes.QueryNowRequest{})
	if err != nil {
		return 0, err
	}
	return res.Clock.NowMs, nil
}

func spec() agreementtypes.Spec {
	sum := sha256.Sum256([]byte("The page."))
	return agreementtypes.Spec{Uri: "ipfs://spec", Sha256: sum[:], Bytes: 9}
}

// terms reads JSON of internal/example, which is in quotes.
func terms(quoted string) (agreementtypes.Terms, error) {
	enc, err := app.NewEncoding()
	if err != nil {
		return agreementtypes.Terms{}, err
	}
	var t agreementtypes.Terms
	return t, enc.Codec.UnmarshalJSON([]byte(strings.Trim(quoted, "'")), &t)
}
