package arbiter

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/disk"
	"github.com/trothchain/troth/x/arbitration/jury"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// Vote is what a seat committed to, with all it takes to open it.
type Vote struct {
	Case  string   `json:"case"`
	Round uint32   `json:"round"`
	Votes []uint32 `json:"votes"`
	Salt  []byte   `json:"salt"`
}

// newVote checks the votes against the criteria of the case and seals them with a new salt. ErrVote.
func newVote(id string, round uint32, weights, votes []uint32) (*Vote, error) {
	if !jury.ValidParts(weights, votes) {
		return nil, ErrVote.Wrapf("%v, want %d numbers", votes, max(1, len(weights)))
	}
	salt := make([]byte, jury.SaltLen)
	if _, err := rand.Read(salt); err != nil {
		return nil, err
	}
	return &Vote{id, round, votes, salt}, nil
}

func (v *Vote) commitment(chainID, arbiter string) ([]byte, error) {
	key, err := arbitrationtypes.ParseID("case", v.Case)
	if err != nil {
		return nil, err
	}
	address, err := sdk.AccAddressFromBech32(arbiter)
	if err != nil {
		return nil, err
	}
	return jury.Commitment(chainID, key, v.Round, address, v.Votes, v.Salt), nil
}

// ParseVotes reads what a judge printed: numbers between blanks, commas or line ends. ErrVote.
func ParseVotes(out []byte) ([]uint32, error) {
	words := strings.FieldsFunc(string(out), func(r rune) bool { return strings.ContainsRune(" \t\r\n,", r) })
	if len(words) == 0 || len(words) > arbitrationtypes.MaxWeights {
		return nil, ErrVote.Wrapf("%.80q", out)
	}
	var votes []uint32
	for _, w := range words {
		n, err := strconv.ParseUint(w, 10, 32)
		if err != nil || !jury.ValidVote(uint32(n)) {
			return nil, ErrVote.Wrapf("%.80q", out)
		}
		votes = append(votes, uint32(n))
	}
	return votes, nil
}

// Votes are the votes of one arbiter, one file each, readable by its owner only: who reads a salt reads the vote.
type Votes struct{ dir string }

// OpenVotes makes the folder if it does not exist.
func OpenVotes(dir string) (Votes, error) { return Votes{dir}, os.MkdirAll(dir, 0o700) }

func (s seat) name() string { return fmt.Sprintf("%s-%d", s.id, s.round) }

func (f Votes) path(s seat) string { return filepath.Join(f.dir, s.name()+".json") }

// Load returns the vote of a seat, nil without one.
func (f Votes) Load(id string, round uint32) (*Vote, error) {
	if _, err := arbitrationtypes.ParseID("case", id); err != nil {
		return nil, err
	}
	path := f.path(seat{id, round})
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var v Vote
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &v, nil
}

func (f Votes) save(v *Vote) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return disk.Replace(f.path(seat{v.Case, v.Round}), append(raw, '\n'))
}

// list returns the seats of all stored votes.
func (f Votes) list() (seats []seat, err error) {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".json")
		id, round, cut := strings.Cut(name, "-")
		n, err := strconv.ParseUint(round, 10, 32)
		if ok && cut && err == nil {
			seats = append(seats, seat{id, uint32(n)})
		}
	}
	return seats, nil
}

func (f Votes) age(s seat) (time.Duration, error) {
	info, err := os.Stat(f.path(s))
	if err != nil {
		return 0, err
	}
	return time.Since(info.ModTime()), nil
}

func (f Votes) remove(s seat) error { return disk.Remove(f.path(s)) }
