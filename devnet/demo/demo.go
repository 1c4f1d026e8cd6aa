// Package demo is Troth's main job, shown on a fresh local chain: a client and three providers, each its own process
// with its own operator key and mandate, do real work for each other. The story is told from the chain, and the end is
// checked on the chain: a demo that does not end as it must fails.
package demo

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/devnet"
	"github.com/trothchain/troth/internal/chain"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

//go:embed input/*.txt
var inputs embed.FS

// Options of a run.
type Options struct {
	// Home of chain and agents; empty makes one in the temporary folder, deleted at the end unless Keep.
	Home string
	// Keep leaves the chain running and the agents at work until the context ends.
	Keep bool
	// BlockTime of the chain; the default is 300 ms.
	BlockTime time.Duration
	// Agent is the command that runs an agent's process; the file of its config is appended.
	Agent []string
	// Report is the command that makes the report of a text; the providers run it.
	Report []string
	Out    io.Writer
}

// skill of all jobs, and of the work that is negotiated.
const skill, talkSkill = "text-report", "text-talk"

// cast are the agents: what they have, what their operator may do, what they ask.
var cast = []actor{
	{
		name: "newsroom", role: roleClient, fund: 60, perAction: 25,
		actions: []identitytypes.Action{identitytypes.ActionHire, identitytypes.ActionReview, identitytypes.ActionNegotiate},
		about:   "hires",
	},
	{
		name: "veteran-vera", role: roleProvider, fund: 40, perAction: 30, priceBps: 6800, pledgeBps: 10_000, service: "0.7troth",
		actions: []identitytypes.Action{identitytypes.ActionBid, identitytypes.ActionWork, identitytypes.ActionNegotiate},
		about:   "asks 68 % of a budget, pledges all of it",
	},
	{
		name: "steady-sam", role: roleProvider, fund: 10, perAction: 5, priceBps: 6000, pledgeBps: 10_000,
		actions: []identitytypes.Action{identitytypes.ActionBid, identitytypes.ActionWork, identitytypes.ActionNegotiate},
		about:   "asks 60 %, pledges all of it",
	},
	{
		name: "budget-bob", role: roleProvider, fund: 10, perAction: 5, priceBps: 5000, pledgeBps: 5000,
		actions: []identitytypes.Action{identitytypes.ActionBid, identitytypes.ActionWork, identitytypes.ActionNegotiate},
		about:   "asks 50 %, pledges no more than it must",
	},
}

// actor is an agent of the demo.
type actor struct {
	name, role, about   string
	fund, perAction     int64 // troth
	priceBps, pledgeBps int64
	// service is the price of the service it lists, if any.
	service string
	actions []identitytypes.Action

	address sdk.AccAddress
	cfg     AgentConfig
	process *process
}

// gasMoney of an operator.
const gasMoney = 1 // troth

// demo is one run.
type demo struct {
	o      Options
	d      *devnet.Devnet
	c      *client.Client
	rec    *record
	actors map[string]*actor
	out    *printer
	// supply and height before anything happened.
	supply math.Int
	ledger ledger
	// fallen is the bid of the winner that was late.
	fallen standing
}

// Run runs the demo and returns an error when anything on the chain is not as it must be.
func Run(ctx context.Context, o Options) (err error) {
	begin := time.Now()
	if o.BlockTime == 0 {
		o.BlockTime = 300 * time.Millisecond
	}
	if o.Home == "" {
		if o.Home, err = os.MkdirTemp("", "troth-demo-"); err != nil {
			return err
		}
		if !o.Keep {
			defer func() {
				if err == nil {
					err = os.RemoveAll(o.Home)
				}
			}()
		}
	}
	logs, err := openLog(o.Home)
	if err != nil {
		return err
	}
	defer logs.Close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	d, err := devnet.Start(ctx, devnet.Options{Home: filepath.Join(o.Home, "node"), BlockTime: o.BlockTime, FaucetPort: 0, Logs: logs})
	if err != nil {
		return fmt.Errorf("devnet: %w (see %s)", err, logs.Name())
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	run := &demo{o: o, d: d, rec: newRecord(), actors: make(map[string]*actor), out: &printer{w: o.Out}}
	defer func() { err = errors.Join(err, run.stop()) }()
	if err := run.story(ctx); err != nil {
		return fmt.Errorf("%w\nlogs are in %s", err, o.Home)
	}
	run.out.say("\nEverything on the chain is as it must be. %.0f s.", time.Since(begin).Seconds())
	if o.Keep {
		return run.keep(ctx)
	}
	return nil
}

func openLog(home string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Join(home, "agents"), 0o700); err != nil {
		return nil, err
	}
	return os.Create(filepath.Join(home, "node.log"))
}

// keep leaves the chain running, and the agents at work, until the user has seen enough.
func (m *demo) keep(ctx context.Context) error {
	m.out.say("\nThe agents go on; Ctrl-C ends it.\n  RPC     %s\n  REST    %s\n  faucet  %s\n  page    %s\n  next    trothd query market jobs --node %s\n  home    %s\n",
		m.d.RPC, m.d.API, m.d.Faucet, m.d.Explorer, m.d.RPC, m.o.Home)
	return m.live(ctx)
}

// lasts is by how much the agents have, and may spend, more than the story needs.
func (m *demo) lasts() int64 {
	if m.o.Keep {
		return lastsFor
	}
	return 1
}

// stop ends the agents' processes.
func (m *demo) stop() error {
	var err error
	for _, a := range m.actors {
		if a.process != nil {
			err = errors.Join(err, a.process.stop())
		}
	}
	if m.c != nil {
		err = errors.Join(err, m.c.Close())
	}
	return err
}

// observe writes what the chain does into the record until the context ends.
func (m *demo) observe(ctx context.Context) {
	from, err := m.c.Height(ctx)
	if err != nil {
		m.rec.fail(err)
		return
	}
	go func() {
		err := m.c.Follow(ctx, from, func(b *client.Block) error {
			var notes []note
			for _, e := range b.Events() {
				notes = append(notes, note{height: b.Height, event: e})
			}
			m.rec.add(notes...)
			return nil
		})
		if ctx.Err() == nil {
			m.rec.fail(fmt.Errorf("the chain cannot be followed: %w", err))
		}
	}()
}

// setUp funds four owners, who register their agents and give their operators a mandate: one transaction each.
func (m *demo) setUp(ctx context.Context) error {
	bankKey, err := devnet.Key(m.d.ChainID, "alice")
	if err != nil {
		return err
	}
	if m.c, err = client.New([]string{m.d.RPC}, client.FromKey(bankKey), client.WithChainID(m.d.ChainID)); err != nil {
		return err
	}
	if m.supply, err = m.totalSupply(ctx); err != nil {
		return err
	}
	m.observe(ctx)
	var fund []sdk.Msg
	owners := make([]*client.Client, len(cast))
	for i := range cast {
		key := client.FromKey(client.NewSecp256k1())
		if owners[i], err = client.New([]string{m.d.RPC}, key, client.WithChainID(m.d.ChainID)); err != nil {
			return err
		}
		defer owners[i].Close()
		fund = append(fund, banktypes.NewMsgSend(m.c.Address(), owners[i].Address(), coins(m.lasts()*(cast[i].fund+gasMoney)+1)))
	}
	if _, err := m.c.Send(ctx, fund...); err != nil {
		return err
	}
	errs := make(chan error, len(cast))
	for i := range cast {
		a := cast[i]
		a.fund *= m.lasts()
		m.actors[a.name] = &a
		go func() { errs <- m.register(ctx, owners[i], &a) }()
	}
	for range cast {
		err = errors.Join(err, <-errs)
	}
	return err
}

// register makes an operator key in the agent's home and puts the agent on the chain.
func (m *demo) register(ctx context.Context, owner *client.Client, a *actor) error {
	home := filepath.Join(m.o.Home, "agents", a.name)
	if err := os.MkdirAll(home, 0o700); err != nil {
		return err
	}
	key := client.NewEd25519()
	profile := identitytypes.Profile{Name: a.name}
	if a.role == roleProvider {
		profile.Skills = []string{skill}
	}
	address, _, err := agent.Register(ctx, owner, agent.Registration{
		Salt: []byte(a.name), Profile: profile, Operator: sdk.AccAddress(key.PubKey().Address()),
		Mandate: identitytypes.Mandate{
			Actions: a.actions, WindowMs: 24 * 3_600_000,
			Limits: []identitytypes.Limit{{
				Denom: chain.BaseDenom, PerAction: amount(a.perAction), PerWindow: amount(3 * m.lasts() * a.perAction), Lifetime: amount(10 * m.lasts() * a.perAction),
			}},
		},
		Fund: coins(a.fund), Gas: coins(m.lasts() * gasMoney),
	})
	if err != nil {
		return fmt.Errorf("register %s: %w", a.name, err)
	}
	a.address = address
	a.cfg = AgentConfig{
		Role: a.role, Name: a.name, RPC: m.d.RPC, ChainID: m.d.ChainID, Agent: address.String(), Home: home, Skill: skill,
	}
	if a.role == roleProvider {
		a.cfg.Policy = a.policy(m.o.Report)
	}
	return writeKey(a.cfg.keyFile(), key)
}

// start launches an agent's process and waits until it listens.
func (m *demo) start(ctx context.Context, name string) error {
	a := m.actors[name]
	before := len(m.rec.all(said(name, sayReady, "")))
	p, err := launch(m.o.Agent, a.cfg, m.rec)
	if err != nil {
		return err
	}
	a.process = p
	seen := 0
	_, err = m.rec.wait(ctx, name+" to be ready", 30*time.Second, func(n note) bool {
		if said(name, sayReady, "")(n) {
			seen++
		}
		return seen > before
	})
	return err
}

// input copies a text of the repository to where the client's process reads it.
func (m *demo) input(name string) (string, error) {
	raw, err := fs.ReadFile(inputs, "input/"+name)
	if err != nil {
		return "", err
	}
	path := filepath.Join(m.o.Home, name)
	return path, os.WriteFile(path, raw, 0o600)
}

func amount(troth int64) math.Int { return math.NewInt(troth).MulRaw(1_000_000) }

func coins(troth int64) sdk.Coins { return sdk.NewCoins(sdk.NewCoin(chain.BaseDenom, amount(troth))) }
