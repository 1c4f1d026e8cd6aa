package badinput

import (
	"crypto/sha256"
	"errors"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/bech32"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/trothchain/troth/app/testapp"
	"github.com/trothchain/troth/internal/explain"
	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/internal/id"
	identitytypes "github.com/trothchain/troth/x/identity/types"
)

// row is one case: do makes the message bad, or the state such that the message is.
type row[M sdk.Msg] struct {
	do func(*scene, M)
	// want is the sentinel; nil for a message that looks bad and must succeed all the same.
	want error
	// names is the field the error must name, empty when no field is at fault.
	names string
}

// isSame ends the label of a case that must leave the state as the valid message does.
const isSame = " is the same"

type rows[M sdk.Msg] map[string]row[M]

// counts of cases that must be refused, by module.
var counts = map[string]int{}

// run checks that the valid message succeeds and that every row of the tables does as it says.
func run[M sdk.Msg](t *testing.T, w *world, name string, valid func(*scene) M, tables ...rows[M]) {
	t.Helper()
	module, _, _ := strings.Cut(name, ".")
	t.Run(name, func(t *testing.T) {
		var changed map[string][sha256.Size]byte
		t.Run("valid", func(t *testing.T) {
			s := w.scene(t)
			m := valid(s)
			before := s.state()
			require.NoError(t, s.deliver(m))
			changed = s.state()
			if !strings.HasSuffix(name, ".UpdateParams") { // these set what is set
				require.NotEqual(t, before, changed, "the state is seen to change")
			}
			require.NoError(t, s.App().CheckInvariants(s.settled()))
		})
		for _, table := range tables {
			for _, label := range slices.Sorted(maps.Keys(table)) {
				r := table[label]
				if r.want != nil {
					counts[module]++
				}
				t.Run(label, func(t *testing.T) {
					s := w.scene(t)
					m := valid(s)
					r.do(s, m)
					if r.want == nil {
						require.NoError(t, s.deliver(m))
						if strings.HasSuffix(label, isSame) {
							require.Equal(t, changed, s.state(), "what is stored")
						}
						require.NoError(t, s.App().CheckInvariants(s.settled()))
						return
					}
					s.refused(m, r.want, r.names)
				})
			}
		}
	})
}

// refused demands a refusal with the sentinel, in words, and with nothing changed.
func (s *scene) refused(msg sdk.Msg, want error, names string) {
	s.t.Helper()
	before := s.state()
	err := s.deliver(msg)
	require.ErrorIs(s.t, err, want)
	require.Contains(s.t, err.Error(), names, "the error names the field")
	require.Less(s.t, len(err.Error()), 1_000, "the error does not repeat a long input")
	require.Equal(s.t, before, s.state(), "a refused message changes nothing: %s", err)
	if !isSDK(err) {
		require.NotEmpty(s.t, explain.Remedy(err), "remedy of %s", err)
	}
	demonstrate(msg, want)
}

// isSDK: only two refusals are the SDK's own, of a wrong authority and of an account that cannot pay the registration.
func isSDK(err error) bool {
	return errors.Is(err, sdkerrors.ErrUnauthorized) || errors.Is(err, sdkerrors.ErrInsufficientFunds)
}

// registered says whether the error is a registered one with a code of its own.
func registered(err error) bool {
	var sentinel *errorsmod.Error
	return errors.As(err, &sentinel) && sentinel.Codespace() != errorsmod.UndefinedCodespace && sentinel.ABCICode() > 1
}

// settled ends the block on the branch, in the application's order, so that what was collected virtually is credited.
func (s *scene) settled() sdk.Context {
	s.t.Helper()
	k := &s.App().Keepers
	require.NoError(s.t, k.Market.EndBlock(s.ctx))
	require.NoError(s.t, k.Arbitration.EndBlock(s.ctx))
	require.NoError(s.t, k.Agreement.EndBlock(s.ctx))
	require.NoError(s.t, k.Bank.CreditVirtualAccounts(s.ctx))
	require.NoError(s.t, k.Identity.EndBlock(s.ctx))
	require.NoError(s.t, k.Escrow.EndBlock(s.ctx))
	return s.ctx
}

// join merges tables; a label that occurs twice is a mistake of the test.
func join[M sdk.Msg](tables ...rows[M]) rows[M] {
	all := rows[M]{}
	for _, table := range tables {
		for label, r := range table {
			if _, ok := all[label]; ok {
				panic("two cases are called " + label)
			}
			all[label] = r
		}
	}
	return all
}

// only checks a message whose fault is in the message itself.
func only[M sdk.Msg](change func(M), want error, names string) row[M] {
	return row[M]{do: func(_ *scene, m M) { change(m) }, want: want, names: names}
}

// addresses are the rows of a field that holds an address.
func addresses[M sdk.Msg](name string, at func(M) *string) rows[M] {
	bad := func(change func(string) string, want error) row[M] {
		return only(func(m M) { *at(m) = change(*at(m)) }, want, name)
	}
	is := func(s string) func(string) string { return func(string) string { return s } }
	return rows[M]{
		name + " absent":                 bad(is(""), field.ErrMissing),
		name + " is no address":          bad(is("alice"), field.ErrAddress),
		name + " is hex":                 bad(is("0x000000000000000000000000000000000000dEaD"), field.ErrAddress),
		name + " of another chain":       bad(func(a string) string { return prefixed("cosmos", a) }, field.ErrAddress),
		name + " of a validator":         bad(func(a string) string { return prefixed("trothvaloper", a) }, field.ErrAddress),
		name + " in mixed case":          bad(func(a string) string { return strings.ToUpper(a[:20]) + a[20:] }, field.ErrAddress),
		name + " with a typo":            bad(typo, field.ErrAddress),
		name + " cut off":                bad(func(a string) string { return a[:len(a)-1] }, field.ErrAddress),
		name + " with a blank":           bad(func(a string) string { return " " + a }, field.ErrAddress),
		name + " too long":               bad(is("troth1"+strings.Repeat("q", 10_000)), field.ErrAddress),
		name + " of zero bytes":          bad(is(prefixed("troth", "")), field.ErrAddress),
		name + " of 256 bytes":           bad(is(encoded("troth", make([]byte, 256))), field.ErrAddress),
		name + " is not UTF-8":           bad(is("troth1\xff\xfe"), field.ErrAddress),
		name + " with a null at the end": bad(func(a string) string { return a + "\x00" }, field.ErrAddress),
	}
}

// upper is the row of an address all in upper case, which is the same address.
func upper[M sdk.Msg](name string, at func(M) *string) rows[M] {
	return rows[M]{name + " all in upper case" + isSame: only(func(m M) { *at(m) = strings.ToUpper(*at(m)) }, nil, "")}
}

// ids are the rows of a field that holds an id such as job_0000002a1b2c3d4e.
func ids[M sdk.Msg](name, prefix, other string, notFound error, at func(M) *string) rows[M] {
	bad := func(change func(string) string, want error, names string) row[M] {
		return only(func(m M) { *at(m) = change(*at(m)) }, want, names)
	}
	digits := func(i string) string { return strings.TrimPrefix(i, prefix+"_") }
	return rows[M]{
		name + " absent":                    bad(func(string) string { return "" }, id.ErrMalformed, name),
		name + " without prefix":            bad(digits, id.ErrMalformed, name),
		name + " of another kind":           bad(func(i string) string { return other + "_" + digits(i) }, id.ErrMalformed, name),
		name + " with digits in upper case": bad(func(i string) string { return prefix + "_ABCDEFABCDEFABCD" }, id.ErrMalformed, name),
		name + " with prefix in upper case": bad(func(i string) string { return strings.ToUpper(prefix) + "_" + digits(i) }, id.ErrMalformed, name),
		name + " too short":                 bad(func(i string) string { return i[:len(i)-1] }, id.ErrMalformed, name),
		name + " too long":                  bad(func(i string) string { return i + "0" }, id.ErrMalformed, name),
		name + " far too long":              bad(func(i string) string { return i + strings.Repeat("0", 10_000) }, id.ErrMalformed, name),
		name + " not hex":                   bad(func(i string) string { return prefix + "_zzzzzzzzzzzzzzzz" }, id.ErrMalformed, name),
		name + " with blanks":               bad(func(i string) string { return prefix + "_ 00000000000000" }, id.ErrMalformed, name),
		name + " unknown":                   bad(func(i string) string { return prefix + "_ffffffffffffffff" }, notFound, ""),
		name + " zero":                      bad(func(i string) string { return prefix + "_0000000000000000" }, notFound, ""),
	}
}

// hashes are the rows of a field of exactly n bytes.
func hashes[M sdk.Msg](name string, n int, optional bool, at func(M) *[]byte) rows[M] {
	set := func(b []byte, want error) row[M] { return only(func(m M) { *at(m) = b }, want, name) }
	r := rows[M]{
		name + " one byte short": set(make([]byte, n-1), field.ErrLength),
		name + " one byte long":  set(make([]byte, n+1), field.ErrLength),
		name + " as hex text":    set(make([]byte, 2*n), field.ErrLength),
		name + " of 100 kB":      set(make([]byte, 100_000), field.ErrLength),
	}
	if !optional {
		r[name+" absent"] = set(nil, field.ErrMissing)
		r[name+" empty"] = set([]byte{}, field.ErrMissing)
	}
	return r
}

// texts are the rows of a text of at most max bytes.
func texts[M sdk.Msg](name string, max int, optional bool, at func(M) *string) rows[M] {
	set := func(s string, want error) row[M] { return only(func(m M) { *at(m) = s }, want, name) }
	r := rows[M]{
		name + " too long":          set(strings.Repeat("a", max+1), field.ErrLength),
		name + " too long in bytes": set(strings.Repeat("é", max/2+1), field.ErrLength),
		name + " of 100 kB":         set(strings.Repeat("a", 100_000), field.ErrLength),
		name + " not UTF-8":         set("a\xff\xfe", field.ErrFormat),
		name + " with a null":       set("a\x00b", field.ErrFormat),
		name + " with a new line":   set("a\nb", field.ErrFormat),
		name + " as long as it may": set(strings.Repeat("a", max), nil),
	}
	if !optional {
		r[name+" absent"] = set("", field.ErrMissing)
	}
	return r
}

// tags are the rows of a tag, [a-z0-9-]{min,max}.
func tags[M sdk.Msg](name string, min, max int, set func(M, string)) rows[M] {
	bad := func(s string, want error) row[M] { return only(func(m M) { set(m, s) }, want, name) }
	return rows[M]{
		name + " too short":         bad(strings.Repeat("a", min-1), field.ErrLength),
		name + " too long":          bad(strings.Repeat("a", max+1), field.ErrLength),
		name + " in upper case":     bad("Writing", field.ErrFormat),
		name + " with underscore":   bad("wri_ting", field.ErrFormat),
		name + " with a blank":      bad("wri ting", field.ErrFormat),
		name + " in Greek letters":  bad("γράφω", field.ErrFormat),
		name + " not UTF-8":         bad("wri\xffting", field.ErrFormat),
		name + " as long as it may": bad(strings.Repeat("a", max), nil),
	}
}

// numbers are the rows of a number outside lo to hi.
func numbers[M sdk.Msg](name string, lo, hi, most uint64, set func(M, uint64)) rows[M] {
	bad := func(v uint64) row[M] { return only(func(m M) { set(m, v) }, field.ErrRange, name) }
	r := rows[M]{name + " above the most": bad(hi + 1), name + " overflowing": bad(most)}
	if lo > 0 {
		r[name+" below the least"] = bad(lo - 1)
	}
	if lo > 1 {
		r[name+" zero"] = bad(0)
	}
	return r
}

// amounts are the rows of an amount of at least min base units; want is the sentinel of the field's type.
func amounts[M sdk.Msg](name string, min int64, want error, set func(M, math.Int)) rows[M] {
	bad := func(v math.Int) row[M] { return only(func(m M) { set(m, v) }, want, name) }
	r := rows[M]{
		name + " negative":   bad(math.NewInt(-1)),
		name + " 2^128":      bad(power(128)),
		name + " 2^256-1":    bad(maxInt()),
		name + " -(2^256-1)": bad(maxInt().Neg()),
	}
	if min > 0 {
		r[name+" zero"] = bad(math.ZeroInt())
	}
	return r
}

// actors are the rows of who may act for the agent as its operator, and who may not.
func actors[M sdk.Msg](agent func(*world) *testapp.Agent, action identitytypes.Action, at func(M) *string) rows[M] {
	signer := func(by func(*scene) string, want error) row[M] {
		return row[M]{func(s *scene, m M) { *at(m) = by(s) }, want, ""}
	}
	with := func(want error, change func(*scene, *identitytypes.Mandate)) row[M] {
		return signer(func(s *scene) string {
			return s.mandate(agent(s.world), func(m *identitytypes.Mandate) { change(s, m) })
		}, want)
	}
	none := identitytypes.ErrNotAuthorized
	return join(addresses("signer", at), upper("signer", at), rows[M]{
		"signed by a stranger":                                signer(func(s *scene) string { return s.stranger.String() }, none),
		"signed by an unknown key":                            signer(func(s *scene) string { return address("nobody") }, none),
		"signed by the agent itself":                          signer(func(s *scene) string { return agent(s.world).String() }, none),
		"signed by governance":                                signer(func(*scene) string { return authority() }, none),
		"signed by a module account":                          signer(func(*scene) string { return moduleAddress("escrow") }, none),
		"signed by the owner":                                 signer(func(s *scene) string { return agent(s.world).Owner.String() }, nil),
		"signed by an operator of another agent of the owner": signer(func(s *scene) string { return s.sibling.Operator.String() }, none),
		"signed by an operator of the other party": signer(func(s *scene) string {
			if agent(s.world) == s.client {
				return s.p1.Operator.String()
			}
			return s.client.Operator.String()
		}, none),
		"signed by the owner of the other party": signer(func(s *scene) string {
			if agent(s.world) == s.client {
				return s.p1.Owner.String()
			}
			return s.client.Owner.String()
		}, none),
		"operator without the action": with(identitytypes.ErrActionNotAllowed, func(_ *scene, m *identitytypes.Mandate) {
			m.Actions = slices.DeleteFunc(m.Actions, func(a identitytypes.Action) bool { return a == action })
		}),
		"operator with an expired mandate": signer(func(s *scene) string {
			key := s.mandate(agent(s.world), func(m *identitytypes.Mandate) { m.ExpiresMs = s.now() + 500 })
			s.advance(500)
			return key
		}, identitytypes.ErrMandateExpired),
		"operator whose mandate expires in a moment": signer(func(s *scene) string {
			key := s.mandate(agent(s.world), func(m *identitytypes.Mandate) { m.ExpiresMs = s.now() + 500 })
			s.advance(499)
			return key
		}, nil),
		"operator removed in the same block": signer(func(s *scene) string {
			a := agent(s.world)
			key := s.mandate(a, nil)
			s.do(&identitytypes.MsgRemoveOperator{Signer: a.Owner.String(), Agent: a.String(), Key: key})
			return key
		}, none),
		"operator of the owner before": signer(func(s *scene) string {
			a := agent(s.world)
			key := s.mandate(a, nil)
			s.hand(a, s.stranger.String())
			return key
		}, none),
		"owner before a handover": signer(func(s *scene) string {
			a := agent(s.world)
			s.hand(a, s.stranger.String())
			return a.Owner.String()
		}, none),
		"owner to be": signer(func(s *scene) string {
			a := agent(s.world)
			s.do(&identitytypes.MsgProposeOwner{Owner: a.Owner.String(), Agent: a.String(), NewOwner: s.stranger.String()})
			return s.stranger.String()
		}, none),
	})
}

// governed are the rows of an update of parameters by somebody else than governance.
func governed[M sdk.Msg](at func(M) *string) rows[M] {
	by := func(who func(*scene) string) row[M] {
		return row[M]{func(s *scene, m M) { *at(m) = who(s) }, sdkerrors.ErrUnauthorized, ""}
	}
	return join(addresses("authority", at), rows[M]{
		"by a stranger":               by(func(s *scene) string { return s.stranger.String() }),
		"by an agent":                 by(func(s *scene) string { return s.client.String() }),
		"by another module's account": by(func(*scene) string { return moduleAddress("mint") }),
		"by the module's own account": by(func(*scene) string { return moduleAddress("escrow") }),
	})
}

func moduleAddress(name string) string { return authtypes.NewModuleAddress(name).String() }

func typo(a string) string {
	last := "q"
	if strings.HasSuffix(a, last) {
		last = "p"
	}
	return a[:len(a)-1] + last
}

// prefixed is the address under another prefix.
func prefixed(prefix, a string) string {
	if a == "" {
		return encoded(prefix, nil)
	}
	_, raw, err := bech32.DecodeAndConvert(a)
	if err != nil {
		panic(err)
	}
	return encoded(prefix, raw)
}

func encoded(prefix string, raw []byte) string {
	s, err := bech32.ConvertAndEncode(prefix, raw)
	if err != nil {
		panic(err)
	}
	return s
}

func power(bits uint) math.Int { return math.NewIntFromBigInt(new(big.Int).Lsh(big.NewInt(1), bits)) }

func maxInt() math.Int {
	return math.NewIntFromBigInt(new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1)))
}
