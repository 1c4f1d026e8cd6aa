package types_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	gwruntime "github.com/grpc-ecosystem/grpc-gateway/runtime"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/trothchain/troth/x/identity/types"
)

// asked notes the account it is asked for.
type asked struct {
	types.UnimplementedQueryServer
	account string
}

func (a *asked) LinkedAccount(_ context.Context, req *types.QueryLinkedAccountRequest) (*types.QueryLinkedAccountResponse, error) {
	a.account = req.Account
	return nil, status.Error(codes.NotFound, "noted")
}

// An account has colons, which REST takes for the beginning of a verb: it must arrive whole.
func TestAccountsPassThroughREST(t *testing.T) {
	for _, account := range []string{evmAccount, cosmosAccount, didAccount} {
		server, mux := &asked{}, gwruntime.NewServeMux()
		require.NoError(t, types.RegisterQueryHandlerServer(t.Context(), mux, server))
		answer := httptest.NewRecorder()
		mux.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/troth/identity/v1/linked/"+account, nil))
		require.Equal(t, account, server.account)
		require.Equal(t, http.StatusNotFound, answer.Code)
	}
}
