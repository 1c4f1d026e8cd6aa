package bench

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
)

// standIn is a node that answers every query at once, with next to nothing: what is measured is the explorer.
func standIn(t *testing.T) string {
	answers := make(map[string]string)
	for path, m := range map[string]proto.Message{ // what may not be absent
		"/cosmos.consensus.v1.Query/Params":      &consensustypes.QueryParamsResponse{Params: &cmtproto.ConsensusParams{}},
		"/cosmos.gov.v1.Query/Params":            &govv1.QueryParamsResponse{Params: &govv1.Params{}},
		"/cosmos.auth.v1beta1.Query/AccountInfo": &authtypes.QueryAccountInfoResponse{Info: &authtypes.BaseAccount{AccountNumber: 7}},
	} {
		raw, err := proto.Marshal(m)
		require.NoError(t, err)
		answers[path] = base64.StdEncoding.EncodeToString(raw)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct {
			ID     json.RawMessage `json:"id"`
			Params struct {
				Path string `json:"path"`
			} `json:"params"`
		}
		if r.URL.Path == "/faucet/" {
			_, _ = w.Write([]byte(`{"hash":"AB"}`))
			return
		}
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": q.ID, "result": map[string]any{"response": map[string]any{"value": answers[q.Params.Path]}}})
	}))
	t.Cleanup(s.Close)
	return s.URL
}
