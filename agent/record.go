package agent

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/client"
	"github.com/trothchain/troth/internal/disk"
	"github.com/trothchain/troth/internal/id"
	"github.com/trothchain/troth/x/market/auction"
	markettypes "github.com/trothchain/troth/x/market/types"
)

// Stage of a stored bid. Each is written to the disk before what follows it is sent.
type Stage string

// The stages in their order; StageEnded is the end of a bid that could not be opened.
const (
	StageNew       Stage = "new"
	StageCommitted Stage = "committed"
	StageRevealed  Stage = "revealed"
	StageEnded     Stage = "ended"
)

// Bid is a bid with all it takes to open it again after a crash.
type Bid struct {
	ChainID    string           `json:"chain_id"`
	Job        string           `json:"job"`
	Provider   string           `json:"provider"`
	Price      math.Int         `json:"price"`
	Pledge     math.Int         `json:"pledge"`
	DeliveryMs uint64           `json:"delivery_ms"`
	Note       markettypes.Note `json:"note"`
	Salt       []byte           `json:"salt"`
	Stage      Stage            `json:"stage"`
	// Commit and Reveal are the transactions, stored before they are sent: sending one again does nothing twice.
	Commit *client.Tx `json:"commit,omitempty"`
	Reveal *client.Tx `json:"reveal,omitempty"`
	// Rank, ScoreBps and ExpectedCost are the chain's answer to the reveal.
	Rank         uint32 `json:"rank,omitempty"`
	ScoreBps     uint64 `json:"score_bps,omitempty"`
	ExpectedCost uint64 `json:"expected_cost,omitempty"`
	// Ended says why a bid ended before it was opened.
	Ended string `json:"ended,omitempty"`

	// opens is when the bidding can be over at the soonest. It is not stored: a clock that is set right meanwhile must not
	// cost the deposit.
	opens time.Time
}

// Same demands that an ask is what the bid says: ErrOtherBid. An ask without a delivery time takes the bid's.
func (b *Bid) Same(o Ask) error {
	if o.DeliveryMs == 0 {
		o.DeliveryMs = b.DeliveryMs
	}
	if !b.Price.Equal(o.Price) || !b.Pledge.Equal(o.Pledge) || b.DeliveryMs != o.DeliveryMs {
		return ErrOtherBid.Wrapf("%s: price %s, pledge %s, delivery %d ms", b.Job, b.Price, b.Pledge, b.DeliveryMs)
	}
	return nil
}

// commitment returns the hash that seals the bid.
func (b *Bid) commitment() ([]byte, error) {
	provider, err := sdk.AccAddressFromBech32(b.Provider)
	if err != nil {
		return nil, err
	}
	return auction.Commitment(auction.Sealed{
		ChainID: b.ChainID, Job: b.Job, Provider: provider, Price: b.Price, Pledge: b.Pledge,
		DeliveryMs: b.DeliveryMs, NoteHash: b.Note.Sha256,
	}, b.Salt), nil
}

// Bids are the stored bids of one folder, one file each.
type Bids struct{ dir string }

// OpenBids makes the folder if it does not exist. Only its owner can read it: a salt tells a sealed bid.
func OpenBids(dir string) (Bids, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Bids{}, err
	}
	return Bids{dir}, nil
}

func (s Bids) file(provider, job string) (string, error) {
	if _, err := id.Parse("job", markettypes.JobPrefix, job); err != nil {
		return "", err
	}
	if _, err := sdk.AccAddressFromBech32(provider); err != nil {
		return "", err
	}
	return filepath.Join(s.dir, job+"-"+provider+".json"), nil
}

// Load returns the stored bid of a provider for a job, nil without one.
func (s Bids) Load(provider, job string) (*Bid, error) {
	path, err := s.file(provider, job)
	if err != nil {
		return nil, err
	}
	return read(path)
}

func read(path string) (*Bid, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var b Bid
	if err := json.Unmarshal(raw, &b); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &b, nil
}

// Save writes a bid so that a crash at any moment leaves the old or the new one, never half of it.
func (s Bids) Save(b *Bid) error {
	path, err := s.file(b.Provider, b.Job)
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	return disk.Replace(path, append(raw, '\n'))
}

// Remove forgets a bid.
func (s Bids) Remove(b *Bid) error {
	path, err := s.file(b.Provider, b.Job)
	if err != nil {
		return err
	}
	return os.Remove(path)
}

// Unfinished returns the bids that still have something to do, ordered by file name.
func (s Bids) Unfinished() ([]*Bid, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, err
	}
	var open []*Bid
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".json") {
			continue
		}
		b, err := read(filepath.Join(s.dir, e.Name()))
		if err != nil {
			return nil, err
		}
		if b != nil && !slices.Contains([]Stage{StageRevealed, StageEnded}, b.Stage) {
			open = append(open, b)
		}
	}
	return open, nil
}
