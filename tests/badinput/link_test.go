package badinput

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/cosmos/btcutil/base58"
	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"golang.org/x/crypto/sha3"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/identity/linked"
	"github.com/trothchain/troth/x/identity/types"
)

// wallet is an account elsewhere: its name and how it signs.
type wallet struct {
	account string
	sign    func(text string) []byte
}

func evmWallet(seed string) wallet {
	keccak := func(b []byte) []byte {
		h := sha3.NewLegacyKeccak256()
		h.Write(b)
		return h.Sum(nil)
	}
	key := secp256k1.PrivKeyFromBytes(hash(seed))
	address := keccak(key.PubKey().SerializeUncompressed()[1:])[12:]
	return wallet{"eip155:8453:0x" + hex.EncodeToString(address), func(text string) []byte {
		digest := keccak([]byte(fmt.Sprintf("\x19Ethereum Signed Message:\n%d%s", len(text), text)))
		compact := ecdsa.SignCompact(key, digest, false)
		return append(compact[1:], compact[0])
	}}
}

func didWallet(seed string) wallet {
	key := ed25519.NewKeyFromSeed(hash(seed))
	name := "did:key:z" + base58.Encode(append([]byte{0xed, 1}, key[32:]...))
	return wallet{name, func(text string) []byte { return ed25519.Sign(key, []byte(text)) }}
}

// prove has the wallet sign what the message says, on the chain of the tests.
func prove(m *types.MsgLinkAccount, w wallet) {
	m.Account = w.account
	m.Proof.Signature = w.sign(linked.Statement(testapp.ChainID, m.Owner, m.Agent, m.Account, m.DeadlineMs))
}

// link is a message of the owner that is good for another hour.
func (s *scene) link(a *testapp.Agent, w wallet) *types.MsgLinkAccount {
	m := &types.MsgLinkAccount{Owner: a.Owner.String(), Agent: a.String(), DeadlineMs: s.now() + hour}
	prove(m, w)
	return m
}

func (s *scene) linkAccount() *types.MsgLinkAccount { return s.link(s.p3, evmWallet("wallet")) }

func (s *scene) unlinkAccount() *types.MsgUnlinkAccount {
	m := s.linkAccount()
	s.do(m)
	return &types.MsgUnlinkAccount{Owner: m.Owner, Agent: m.Agent, Account: m.Account}
}

// accounts are the rows of a field that holds an account elsewhere, of eip155.
func accounts[M sdk.Msg](at func(M) *string) rows[M] {
	bad := func(change func(string) string, want error) row[M] {
		return only(func(m M) { *at(m) = change(*at(m)) }, want, "account")
	}
	is := func(s string) func(string) string { return func(string) string { return s } }
	return rows[M]{
		"account absent":                   bad(is(""), field.ErrMissing),
		"account is no account":            bad(is("alice"), linked.ErrMalformed),
		"account is an address":            bad(func(a string) string { return a[strings.Index(a, "0x"):] }, linked.ErrMalformed),
		"account without chain":            bad(func(a string) string { return "eip155:" + a[strings.Index(a, "0x"):] }, linked.ErrMalformed),
		"account of an unknown kind":       bad(is("bip122:000000000019d6689c085ae165831e93:128Lkh3S7CkDTBZ8W7BbpsN3YYizJMp8p6"), linked.ErrNamespace),
		"account of a kind in upper case":  bad(strings.ToUpper, linked.ErrNamespace),
		"account is did:web":               bad(is("did:web:example.org"), linked.ErrNamespace),
		"account cut off":                  bad(func(a string) string { return a[:len(a)-1] }, linked.ErrMalformed),
		"account with a blank":             bad(func(a string) string { return a + " " }, linked.ErrMalformed),
		"account with a null":              bad(func(a string) string { return a + "\x00" }, linked.ErrMalformed),
		"account with another zero":        bad(func(a string) string { return strings.Replace(a, "eip155:", "eip155:0", 1) }, linked.ErrMalformed),
		"account not UTF-8":                bad(is("eip155:1:0x\xff\xfe"), linked.ErrMalformed),
		"account of 100 kB":                bad(is("eip155:1:0x"+strings.Repeat("0", 100_000)), linked.ErrMalformed),
		"account with wrong upper case":    bad(func(a string) string { return flipCase(a) }, linked.ErrMalformed),
		"account is the key of nobody":     bad(is("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:11111111111111111111111111111111"), linked.ErrWeakKey),
		"account is a did:key of no point": bad(is("did:key:z"+base58.Encode(append([]byte{0xed, 1, 2}, make([]byte, 31)...))), linked.ErrWeakKey),
		"account in upper case" + isSame: only(func(m M) {
			chain, digits, _ := strings.Cut(*at(m), ":0x")
			*at(m) = chain + ":0x" + strings.ToUpper(digits)
		}, nil, ""),
	}
}

// flipCase puts the first letter of the address into upper case: a checksum that is not right.
func flipCase(account string) string {
	chain, digits, _ := strings.Cut(account, ":0x")
	i := strings.IndexAny(digits, "abcdef")
	return chain + ":0x" + digits[:i] + strings.ToUpper(digits[i:i+1]) + digits[i+1:]
}

func linkCases(t *testing.T, w *world) {
	type msg = *types.MsgLinkAccount
	owner, agent := func(m msg) *string { return &m.Owner }, func(m msg) *string { return &m.Agent }
	signature := func(change func([]byte) []byte, want error) row[msg] {
		return only(func(m msg) { m.Proof.Signature = change(bytes.Clone(m.Proof.Signature)) }, want, "proof.signature")
	}
	deadline := func(ahead int64, want error) row[msg] {
		return row[msg]{func(s *scene, m msg) {
			m.DeadlineMs = uint64(int64(s.now()) + ahead)
			prove(m, evmWallet("wallet"))
		}, want, "deadline_ms"}
	}
	run(t, w, "identity.LinkAccount", (*scene).linkAccount,
		addresses("owner", owner), upper("owner", owner), addresses("agent", agent), upper("agent", agent),
		notAgents(agent), owners(p3, owner), accounts(func(m msg) *string { return &m.Account }),
		rows[msg]{
			"signature absent":         signature(func([]byte) []byte { return nil }, field.ErrMissing),
			"signature a byte short":   signature(func(b []byte) []byte { return b[:64] }, linked.ErrSignatureLength),
			"signature a byte long":    signature(func(b []byte) []byte { return append(b, 0) }, linked.ErrSignatureLength),
			"signature of 100 kB":      signature(func([]byte) []byte { return make([]byte, 100_000) }, linked.ErrSignatureLength),
			"signature as hex":         signature(func(b []byte) []byte { return []byte(hex.EncodeToString(b)) }, linked.ErrSignatureLength),
			"signature with v of 0":    signature(func(b []byte) []byte { b[64] = 0; return b }, linked.ErrRecovery),
			"signature with v turned":  signature(func(b []byte) []byte { b[64] = 55 - b[64]; return b }, linked.ErrMismatch),
			"signature with r of zero": signature(func(b []byte) []byte { return append(make([]byte, 32), b[32:]...) }, linked.ErrScalar),
			"signature with a high s": signature(func(b []byte) []byte {
				var s secp256k1.ModNScalar
				s.SetByteSlice(b[32:64])
				high := s.Negate().Bytes()
				return append(append(b[:32:32], high[:]...), 55-b[64])
			}, linked.ErrHighS),
			"public key of another scheme": only(func(m msg) { m.Proof.PublicKey = make([]byte, 33) }, linked.ErrPublicKey, "proof.public_key"),
			"public key of 100 kB":         only(func(m msg) { m.Proof.PublicKey = make([]byte, 100_000) }, linked.ErrPublicKey, "proof.public_key"),
			"signed by another key": only(func(m msg) {
				account := m.Account
				prove(m, evmWallet("another"))
				m.Account = account
			}, linked.ErrMismatch, "proof.signature"),
			"signed for another chain": only(func(m msg) {
				m.Proof.Signature = evmWallet("wallet").sign(linked.Statement("troth-1", m.Owner, m.Agent, m.Account, m.DeadlineMs))
			}, linked.ErrMismatch, "proof.signature"),
			"signed for another agent": {func(s *scene, m msg) { m.Proof = s.link(s.client, evmWallet("wallet")).Proof }, linked.ErrMismatch, "proof.signature"},
			"signed for the owner before": {func(s *scene, m msg) {
				s.hand(s.p3, s.stranger.String())
				m.Owner = s.stranger.String()
			}, linked.ErrMismatch, "proof.signature"},
			"signed for another chain of the account": only(func(m msg) { m.Account = strings.Replace(m.Account, ":8453:", ":1:", 1) }, linked.ErrMismatch, "proof.signature"),
			"another deadline than signed":            only(func(m msg) { m.DeadlineMs-- }, linked.ErrMismatch, "proof.signature"),
			"deadline absent":                         only(func(m msg) { m.DeadlineMs = 0 }, field.ErrMissing, "deadline_ms"),
			"deadline long ago":                       only(func(m msg) { m.DeadlineMs = 1 }, types.ErrProofExpired, "deadline_ms"),
			"deadline overflowing":                    only(func(m msg) { m.DeadlineMs = math.MaxUint64 }, types.ErrProofTooFar, "deadline_ms"),
			"deadline now":                            deadline(0, types.ErrProofExpired),
			"deadline in a moment":                    deadline(1, nil),
			"deadline in a day":                       deadline(int64(day), nil),
			"deadline in more than a day":             deadline(int64(day)+1, types.ErrProofTooFar),
			"after the deadline":                      {func(s *scene, _ msg) { s.advance(hour) }, types.ErrProofExpired, "deadline_ms"},
			"twice":                                   {func(s *scene, _ msg) { s.do(s.linkAccount()) }, types.ErrAccountLinked, "account"},
			"linked to another agent": {func(s *scene, _ msg) {
				s.do(s.link(s.client, evmWallet("wallet")))
			}, types.ErrAccountLinked, "account"},
			"linked to an agent that retired since": {func(s *scene, _ msg) {
				s.do(s.link(s.paused, evmWallet("wallet")))
				s.setStatus(s.paused, types.AgentStatusRetired)
			}, nil, ""},
			"a 17th account": {func(s *scene, _ msg) {
				for i := range types.MaxLinks {
					s.do(s.link(s.p3, didWallet(fmt.Sprint(i))))
				}
			}, types.ErrTooManyLinks, ""},
			"a 16th account": {func(s *scene, _ msg) {
				for i := range types.MaxLinks - 1 {
					s.do(s.link(s.p3, didWallet(fmt.Sprint(i))))
				}
			}, nil, ""},
			"of a retired agent": {func(s *scene, m msg) { *m = *s.link(s.retired, evmWallet("wallet")) }, types.ErrAgentRetired, ""},
			"of a paused agent":  {func(s *scene, m msg) { *m = *s.link(s.paused, evmWallet("wallet")) }, nil, ""},
		})
	unlinkCases(t, w)
}

func unlinkCases(t *testing.T, w *world) {
	type msg = *types.MsgUnlinkAccount
	owner, agent := func(m msg) *string { return &m.Owner }, func(m msg) *string { return &m.Agent }
	run(t, w, "identity.UnlinkAccount", (*scene).unlinkAccount,
		addresses("owner", owner), upper("owner", owner), addresses("agent", agent), upper("agent", agent),
		notAgents(agent), owners(p3, owner), accounts(func(m msg) *string { return &m.Account }),
		rows[msg]{
			"twice": {func(s *scene, m msg) {
				s.do(&types.MsgUnlinkAccount{Owner: m.Owner, Agent: m.Agent, Account: m.Account})
			}, types.ErrLinkNotFound, "account"},
			"account that was never linked":     only(func(m msg) { m.Account = didWallet("never").account }, types.ErrLinkNotFound, "account"),
			"the same address on another chain": only(func(m msg) { m.Account = strings.Replace(m.Account, ":8453:", ":1:", 1) }, types.ErrLinkNotFound, "account"),
			"account of another agent": {func(s *scene, m msg) {
				link := s.link(s.client, didWallet("of the client"))
				s.do(link)
				m.Account = link.Account
			}, types.ErrLinkNotFound, "account"},
			"from another agent of the owner": {func(s *scene, m msg) {
				link := s.link(s.client, didWallet("of the client"))
				s.do(link)
				m.Owner, m.Agent, m.Account = link.Owner, s.sibling.String(), link.Account
			}, types.ErrLinkNotFound, "account"},
			"after a handover": {func(s *scene, m msg) {
				s.hand(s.p3, s.stranger.String())
				m.Owner = s.stranger.String()
			}, types.ErrLinkNotFound, "account"},
			"of an agent that retired since": {func(s *scene, m msg) {
				link := s.link(s.paused, didWallet("of the paused"))
				s.do(link)
				s.setStatus(s.paused, types.AgentStatusRetired)
				m.Owner, m.Agent, m.Account = link.Owner, link.Agent, link.Account
			}, types.ErrLinkNotFound, "account"},
		})
}
