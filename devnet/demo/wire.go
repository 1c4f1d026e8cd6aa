package demo

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/disk"
)

// Roles of the agents' processes.
const (
	roleClient   = "client"
	roleProvider = "provider"
)

// AgentConfig is all that an agent's process knows: where the chain is, who it acts for, its operator key, its prices.
type AgentConfig struct {
	Role    string `json:"role"`
	Name    string `json:"name"`
	RPC     string `json:"rpc"`
	ChainID string `json:"chain_id"`
	// Agent is the address it acts for; Home holds its key and its bids.
	Agent string `json:"agent"`
	Home  string `json:"home"`
	Skill string `json:"skill"`
	// Policy of a provider, in YAML; see agent/worker.
	Policy string `json:"policy,omitempty"`
}

func (c AgentConfig) keyFile() string { return filepath.Join(c.Home, "operator.key") }

// writeKey stores an operator key for its process alone.
func writeKey(path string, key *ed25519.PrivKey) error {
	return disk.Replace(path, []byte(hex.EncodeToString(key.Key)+"\n"))
}

func readKey(path string) (*ed25519.PrivKey, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(key) != ed25519.PrivKeySize {
		return nil, fmt.Errorf("%s: no ed25519 key", path)
	}
	return &ed25519.PrivKey{Key: key}, nil
}

// dial makes the process's client of the chain.
func (c AgentConfig) dial() (*client.Client, error) {
	key, err := readKey(c.keyFile())
	if err != nil {
		return nil, err
	}
	return client.New([]string{c.RPC}, client.FromKey(key), client.WithChainID(c.ChainID), client.WithTimeout(20*time.Second))
}

// order is a line that the demo writes to the client's process.
type order struct {
	Do string `json:"do"`
	// Title, Input (a file) and Budget of a job; Silent leaves the result without an answer, Rating goes with an accept.
	Title  string   `json:"title,omitempty"`
	Input  string   `json:"input,omitempty"`
	Budget math.Int `json:"budget"`
	// Price of the first offer, and With whom, of a negotiation.
	Price    math.Int `json:"price"`
	With     string   `json:"with,omitempty"`
	WindowMs uint64   `json:"window_ms,omitempty"`
	ReviewMs uint64   `json:"review_ms,omitempty"`
	Backups  uint32   `json:"backups,omitempty"`
	Rating   uint32   `json:"rating,omitempty"`
	Silent   bool     `json:"silent,omitempty"`
}

// The orders.
const (
	doJob = "job"
	// doService takes the cheapest service, doTalk negotiates.
	doService, doTalk = "service", "talk"
	// doOverspend tries a job above the mandate.
	doOverspend = "overspend"
)

// line is what an agent's process writes to its output for the audience; the chain is the record.
type line struct {
	Name      string  `json:"name,omitempty"`
	Event     string  `json:"event"`
	Job       string  `json:"job,omitempty"`
	Agreement string  `json:"agreement,omitempty"`
	Bytes     int     `json:"bytes,omitempty"`
	SHA256    string  `json:"sha256,omitempty"`
	Report    *Report `json:"report,omitempty"`
	Text      string  `json:"text,omitempty"`
}

// The events of lines.
const (
	sayReady    = "ready"
	sayPosted   = "posted"
	sayRefused  = "refused"
	sayFetched  = "fetched"
	sayBid      = "bid"
	sayDone     = "delivered"
	sayVerified = "verified"
	saySilent   = "silent"
	sayTrouble  = "trouble"
)

// speaker writes lines, one at a time.
type speaker struct {
	mu sync.Mutex
	w  io.Writer
}

func (s *speaker) say(l line) {
	raw, err := json.Marshal(l)
	if err != nil {
		panic(err) // plain structs always encode
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.w.Write(append(raw, '\n')); err != nil {
		os.Exit(1) // nobody listens any more
	}
}

// readLines calls fn for every JSON line until the input ends.
func readLines[T any](r io.Reader, fn func(T)) error {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var v T
		if err := json.Unmarshal(scanner.Bytes(), &v); err != nil {
			return fmt.Errorf("line %q: %w", scanner.Text(), err)
		}
		fn(v)
	}
	return scanner.Err()
}
