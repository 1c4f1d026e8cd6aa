package page_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/internal/page"
)

func TestClamp(t *testing.T) {
	key := []byte{1, 2}
	for name, tc := range map[string]struct {
		in   *query.PageRequest
		want *query.PageRequest
		err  error
	}{
		"nothing asked is the first default page": {in: nil, want: &query.PageRequest{Limit: 50}},
		"no limit is the default":                 {in: &query.PageRequest{Key: key}, want: &query.PageRequest{Key: key, Limit: 50}},
		"a small page stays small":                {in: &query.PageRequest{Limit: 1, Reverse: true}, want: &query.PageRequest{Limit: 1, Reverse: true}},
		"the largest page":                        {in: &query.PageRequest{Limit: 200}, want: &query.PageRequest{Limit: 200}},
		"a larger page is cut down":               {in: &query.PageRequest{Limit: ^uint64(0)}, want: &query.PageRequest{Limit: 200}},
		"an offset is refused":                    {in: &query.PageRequest{Offset: 1}, err: page.ErrOffset},
		"a count is refused":                      {in: &query.PageRequest{CountTotal: true}, err: page.ErrCount},
		"a huge key is refused":                   {in: &query.PageRequest{Key: make([]byte, page.MaxKey+1)}, err: page.ErrKey},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := page.Clamp(tc.in)
			require.ErrorIs(t, err, tc.err)
			require.Equal(t, tc.want, got)
			if tc.in != nil && got != nil {
				require.NotSame(t, tc.in, got)
			}
		})
	}
}
