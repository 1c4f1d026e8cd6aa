// Package card makes, signs, serves and verifies what an agent shows the world outside the chain: an A2A 1.0 agent card
// and an ERC-8004 registration file. Both are generated from the chain's state, canonical (RFC 8785) and signed by a key
// that may act for the agent (JWS). The hash of the card is in the agent's profile, the card has the hash of the
// registration file, and both name chain and agent: one hash on the chain binds both, and each leads back (design 09).
package card

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/gowebpki/jcs"

	"github.com/trothchain/troth/agent"
	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/explain"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// Codespace of the errors of this package.
const Codespace = "card"

// The sentinels of this package.
var (
	ErrURL       = explain.New(Codespace, 2, "wrong address", "give an http or https URL without query, such as https://agents.example.com/bob")
	ErrFormat    = explain.New(Codespace, 3, "no agent card of Troth", "check the URL; a card is made by `trothd agent card make`")
	ErrSignature = explain.New(Codespace, 4, "the signature does not hold", "do not trust the card; ask its owner to make it again")
	ErrSigner    = explain.New(Codespace, 5, "the signing key may not act for the agent", "do not trust the card; its owner signs it with the owner's or an operator's key")
	ErrChain     = explain.New(Codespace, 6, "the card belongs to another chain", "ask a node of the chain that the card names")
	ErrHash      = explain.New(Codespace, 7, "the card is not the one that the chain knows", "make the card again with --publish, or do not trust it")
	ErrKey       = explain.New(Codespace, 8, "this kind of key signs no cards", "sign with an ed25519 or a secp256k1 key")
	ErrFile      = explain.New(Codespace, 9, "the registration file is not the one that the card names", "do not trust the file; its owner makes card and file again with --publish and serves both")
)

const (
	// Extension is the A2A extension by which a card names its agent on the chain.
	Extension = "https://github.com/trothchain/troth/a2a/identity/v1"
	// Binding is how an agent is reached that is hired on the chain only.
	Binding = "https://github.com/trothchain/troth/a2a/market/v1"
	// RegistrationType is the type of an ERC-8004 registration file.
	RegistrationType = "https://eips.ethereum.org/EIPS/eip-8004#registration-v1"
	// CardPath is where the card is served, below the agent's URL.
	CardPath = "/.well-known/agent-card.json"
	// RegistrationPath is where the registration file is served.
	RegistrationPath = "/.well-known/agent-registration.json"
)

// Facts are what the chain says of an agent.
type Facts struct {
	ChainID string
	Agent   identitytypes.Agent
}

// Read asks the chain for an agent by name or address.
func Read(ctx context.Context, c *client.Client, nameOrAddress string) (Facts, error) {
	a, err := agent.Find(ctx, c, nameOrAddress)
	if err != nil {
		return Facts{}, err
	}
	id, err := c.ChainID(ctx)
	return Facts{id, a}, err
}

// Places are the addresses of an agent outside the chain.
type Places struct {
	// Base is below which card and registration are served.
	Base string
	// A2A is an endpoint of the JSON-RPC binding; empty for an agent that is hired on the chain only.
	A2A string
	// MCP is an endpoint of the Model Context Protocol; it may be empty.
	MCP string
}

func (p Places) validate() (Places, error) {
	p.Base = strings.TrimSuffix(p.Base, "/")
	for _, u := range []string{p.Base, p.A2A, p.MCP} {
		if u == "" && u != p.Base {
			continue
		}
		if parsed, err := url.Parse(u); u != "" && (err != nil || (parsed.Scheme != "http" && parsed.Scheme != "https") || parsed.Host == "" || parsed.RawQuery != "" || parsed.User != nil) {
			return p, ErrURL.Wrapf("%.200q", u)
		}
	}
	if p.Base == "" {
		return p, ErrURL.Wrap("none given")
	}
	return p, nil
}

// object is JSON of which every value is there: empty ones are left out, as A2A demands before signing.
type object map[string]any

// Card returns the unsigned agent card, canonical. It has the hash of the signed registration file, so that the hash of
// the card binds both.
func (f Facts) Card(p Places, registration []byte) ([]byte, error) {
	p, err := p.validate()
	if err != nil {
		return nil, err
	}
	reach := object{"url": p.Base, "protocolBinding": Binding, "protocolVersion": "1.0"}
	if p.A2A != "" {
		reach = object{"url": p.A2A, "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}
	}
	modes := []string{"text/plain", "application/octet-stream"}
	sum := sha256.Sum256(registration)
	card := object{
		"name": f.name(), "description": f.description(), "version": "1.0.0", "supportedInterfaces": []object{reach},
		"provider":          object{"organization": f.Agent.Owner, "url": p.Base},
		"defaultInputModes": modes, "defaultOutputModes": modes,
		"capabilities": object{"extensions": []object{{
			"uri": Extension, "description": "The agent on the Troth chain: its money, agreements and reputation are there.",
			"params": object{
				"chain_id": f.ChainID, "agent": f.Agent.Address, "owner": f.Agent.Owner,
				"registration": p.Base + RegistrationPath, "registration_sha256": hex.EncodeToString(sum[:]),
			},
		}}},
	}
	var skills []object
	for _, s := range f.Agent.Profile.Skills {
		skills = append(skills, object{"id": s, "name": s, "description": "Work of the skill " + s + ", agreed, paid and rated on Troth.", "tags": []string{s}})
	}
	if len(skills) > 0 {
		card["skills"] = skills
	}
	return canonical(card)
}

// Registration returns the unsigned ERC-8004 registration file, canonical.
func (f Facts) Registration(p Places) ([]byte, error) {
	p, err := p.validate()
	if err != nil {
		return nil, err
	}
	services := []object{{"name": "A2A", "endpoint": p.Base + CardPath, "version": "1.0"}}
	if p.MCP != "" {
		services = append(services, object{"name": "MCP", "endpoint": p.MCP, "version": "2026-07-28"})
	}
	return canonical(object{
		"type": RegistrationType, "name": f.name(), "description": f.description(), "services": services,
		"active": f.Agent.Status == identitytypes.AgentStatusActive, "x402Support": false,
		"registrations":  []object{{"agentId": f.Agent.Address, "agentRegistry": f.registry()}},
		"supportedTrust": []string{"reputation", "crypto-economic"},
	})
}

// registry is the name of the chain's registry, in the form of ERC-8004.
func (f Facts) registry() string { return "cosmos:" + f.ChainID + ":identity" }

func (f Facts) name() string {
	if f.Agent.Profile.Name != "" {
		return f.Agent.Profile.Name
	}
	return f.Agent.Address
}

func (f Facts) description() string {
	return "Agent of the chain " + f.ChainID + ": it hires, works and is paid there."
}

func canonical(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return jcs.Transform(raw)
}
