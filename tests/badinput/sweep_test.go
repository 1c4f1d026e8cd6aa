package badinput

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/id"
)

// valid makes a message of each type that would succeed.
var valid = []func(*scene) sdk.Msg{
	as((*scene).clockParams), as((*scene).beaconParams), as((*scene).registerVRFKey), as((*scene).removeVRFKey),
	as((*scene).identityParams), as((*scene).escrowParams), as((*scene).reputationParams),
	as((*scene).marketParams), as((*scene).agreementParams),
	as((*scene).register), as((*scene).updateProfile), as((*scene).setPaused), as((*scene).proposeOwner), as((*scene).acceptOwner),
	as((*scene).addOperator), as((*scene).updateMandate), as((*scene).removeOperator), as((*scene).heartbeat), as((*scene).identityRetry),
	as((*scene).linkAccount), as((*scene).unlinkAccount), as((*scene).attest), as((*scene).revokeAttestation),
	as((*scene).withdraw),
	as((*scene).postJob), as((*scene).cancelJob), as((*scene).commitBid), as((*scene).revealBid), as((*scene).marketRetry),
	as((*scene).postFullJob), as((*scene).postClock), as((*scene).placeBid), as((*scene).takeJob), as((*scene).awardJob),
	as((*scene).makeOffer), as((*scene).counterOffer), as((*scene).acceptOffer), as((*scene).rejectOffer),
	as((*scene).listService), as((*scene).updateService), as((*scene).removeService), as((*scene).hireService), as((*scene).hireQuoted),
	as((*scene).submitWork), as((*scene).acceptWork), as((*scene).terminate), as((*scene).resign), as((*scene).revealRating),
	as((*scene).evaluate), as((*scene).rework), as((*scene).rejectWork), as((*scene).concede), as((*scene).contestWork), as((*scene).proposeSplit),
	as((*scene).acceptSplit), as((*scene).amend), as((*scene).cancelWork), as((*scene).agreementRetry),
	as((*scene).arbitrationParams), as((*scene).addEvidence), as((*scene).commitVote), as((*scene).revealVote), as((*scene).appealVerdict),
	as((*scene).arbitrationRetry),
	as((*scene).enlist), as((*scene).setStake), as((*scene).setSkills), as((*scene).leave),
}

func as[M sdk.Msg](f func(*scene) M) func(*scene) sdk.Msg {
	return func(s *scene) sdk.Msg { return f(s) }
}

// sweep changes every field of every message that our services take, one at a time and blindly: each change either does
// no harm or is refused with a registered error, and then nothing has changed. Nothing panics.
func sweep(t *testing.T, w *world) {
	refused, harmless := 0, 0
	made := map[string]bool{}
	for _, build := range valid {
		made[sdk.MsgTypeURL(build(w.scene(t)))] = true
		for n := 0; ; n++ {
			s := w.scene(t)
			m := build(s)
			mutation := mutate(m, n)
			if mutation == "" {
				break
			}
			t.Run(strings.TrimPrefix(sdk.MsgTypeURL(m), "/troth.")+" "+mutation, func(t *testing.T) {
				s.t = t
				before := s.state()
				err := s.deliver(m)
				if err == nil {
					harmless++
					require.NoError(t, s.App().CheckInvariants(s.settled()))
					return
				}
				refused++
				require.True(t, registered(err), "a registered error: %v", err)
				require.NotEmpty(t, err.Error())
				require.Less(t, len(err.Error()), 1_000, "the error does not repeat a long input")
				require.Equal(t, before, s.state(), "a refused message changes nothing: %s", err)
			})
		}
	}
	for _, url := range w.App().Encoding().InterfaceRegistry.ListImplementations(sdk.MsgInterfaceProtoName) {
		if strings.HasPrefix(url, "/troth.") {
			require.True(t, made[url], "%s is swept", url)
		}
	}
	t.Logf("%d mutations refused, %d harmless", refused, harmless)
	require.Greater(t, refused, harmless)
}

// mutate changes the message in the n-th way and says how; empty when there are fewer ways.
func mutate(m sdk.Msg, n int) string {
	w := walk{n: n}
	w.value("", reflect.ValueOf(m).Elem())
	return w.did
}

type walk struct {
	n   int
	did string
}

// What fields are set to, whatever they mean.
var (
	intType       = reflect.TypeFor[sdkmath.Int]()
	someTexts     = []string{"", " ", "x", "a\x00\xffb", strings.Repeat("a", 100_000), "troth1", "-1", "%s%n", "../../etc/passwd", `{"a":1}`}
	someNumbers   = []uint64{0, 1, 1 << 31, math.MaxUint32, 1 << 63, math.MaxUint64}
	someSigned    = []int64{0, -1, 7, 99, math.MaxInt32, math.MinInt32}
	someBytes     = [][]byte{nil, {}, {0}, make([]byte, 31), make([]byte, 32), make([]byte, 33), make([]byte, 100_000)}
	someLengths   = []int{2, 17, 1_000}
	someAddresses = []string{authority(), moduleAddress("escrow"), address("nobody"), encoded("cosmos", make([]byte, 20))}
	someIDs       = []string{id.String("job", make([]byte, 8)), id.String("agr", make([]byte, 8))}
	someAmounts   = func() []sdkmath.Int {
		return []sdkmath.Int{
			{}, sdkmath.ZeroInt(), sdkmath.OneInt(), sdkmath.NewInt(-1), sdkmath.NewInt(math.MaxInt64), power(64), power(128), power(255), maxInt(),
			maxInt().Neg(),
		}
	}
)

// try makes the change if it is the n-th.
func (w *walk) try(label string, change func()) {
	if w.did != "" {
		return
	}
	if w.n == 0 {
		w.did = label
		change()
	}
	w.n--
}

func (w *walk) value(path string, v reflect.Value) {
	set := func(label string, to any) {
		w.try(fmt.Sprintf("%s %s", path, label), func() { v.Set(reflect.ValueOf(to).Convert(v.Type())) })
	}
	switch {
	case v.Type() == reflect.TypeFor[*codectypes.Any]():
		w.try(path+" absent", func() { v.SetZero() })
		w.try(path+" empty", func() { v.Set(reflect.ValueOf(&codectypes.Any{})) })
		w.try(path+" unknown", func() {
			v.Set(reflect.ValueOf(&codectypes.Any{TypeUrl: "/" + strings.Repeat("x", 100_000), Value: []byte{1}}))
		})
	case v.Kind() == reflect.Pointer:
		w.try(path+" absent", func() { v.SetZero() })
		w.try(path+" empty", func() { v.Set(reflect.New(v.Type().Elem())) })
		if !v.IsNil() {
			w.value(path, v.Elem())
		}
	case v.Type() == intType:
		for i, a := range someAmounts() {
			set(fmt.Sprintf("amount %d", i), a)
		}
	case v.Kind() == reflect.Struct:
		if path != "" {
			w.try(path+" unset", func() { v.SetZero() })
		}
		for i := range v.NumField() {
			w.value(strings.TrimPrefix(path+"."+v.Type().Field(i).Name, "."), v.Field(i))
		}
	case v.Kind() == reflect.String:
		for i, s := range slices.Concat(someTexts, someAddresses, someIDs) {
			set(fmt.Sprintf("text %d", i), s)
		}
	case v.Type() == reflect.TypeFor[[]byte]():
		for i, b := range someBytes {
			set(fmt.Sprintf("bytes %d", i), b)
		}
	case v.Kind() == reflect.Slice:
		w.list(path, v)
	case v.Kind() == reflect.Uint32, v.Kind() == reflect.Uint64:
		for i, u := range someNumbers {
			w.try(fmt.Sprintf("%s number %d", path, i), func() { v.SetUint(u) })
		}
	case v.Kind() == reflect.Int32:
		for i, n := range someSigned {
			w.try(fmt.Sprintf("%s number %d", path, i), func() { v.SetInt(n) })
		}
	case v.Kind() == reflect.Bool:
		w.try(path+" turned", func() { v.SetBool(!v.Bool()) })
	default:
		panic(fmt.Sprintf("%s: the sweep does not know %s", path, v.Type()))
	}
}

// list changes the length of a list and its first entry.
func (w *walk) list(path string, v reflect.Value) {
	w.try(path+" none", func() { v.SetZero() })
	w.try(path+" one unset", func() { v.Set(reflect.MakeSlice(v.Type(), 1, 1)) })
	w.try(path+" one more unset", func() { v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem()))) })
	if v.Len() == 0 {
		return
	}
	for _, n := range someLengths {
		w.try(fmt.Sprintf("%s %d times", path, n), func() {
			first := v.Index(0)
			for v.Len() < n {
				v.Set(reflect.Append(v, first))
			}
		})
	}
	w.value(path+"[0]", v.Index(0))
}
