package client

import (
	"context"
	"strconv"

	"github.com/cosmos/gogoproto/proto"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	grpctypes "github.com/cosmos/cosmos-sdk/types/grpc"
)

// Invoke answers gRPC queries over the RPC endpoint, so that a Client serves every generated query client:
// markettypes.NewQueryClient(c).Job(ctx, …). Errors are *TxError with the module's sentinel.
func (c *Client) Invoke(ctx context.Context, method string, req, reply any, _ ...grpc.CallOption) error {
	in, ok := req.(proto.Message)
	if !ok {
		return ErrOption.Wrapf("%s: request %T is no protobuf message", method, req)
	}
	out, ok := reply.(proto.Message)
	if !ok {
		return ErrOption.Wrapf("%s: answer %T is no protobuf message", method, reply)
	}
	data, err := proto.Marshal(in)
	if err != nil {
		return err
	}
	q, err := c.abciQuery(ctx, method, data, heightOf(ctx))
	if err != nil {
		return err
	}
	if err := proto.Unmarshal(q.Value, out); err != nil {
		return ErrResponse.Wrapf("%s: %s", method, err)
	}
	return nil
}

// NewStream is not offered: the chain has no streaming queries.
func (c *Client) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, ErrOption.Wrap("streams are not supported")
}

// AtHeight makes queries with the returned context read the state after block height.
func AtHeight(ctx context.Context, height int64) context.Context {
	return metadata.AppendToOutgoingContext(ctx, grpctypes.GRPCBlockHeightHeader, strconv.FormatInt(height, 10))
}

func heightOf(ctx context.Context) int64 {
	md, ok := metadata.FromOutgoingContext(ctx)
	if !ok {
		return 0
	}
	values := md.Get(grpctypes.GRPCBlockHeightHeader)
	if len(values) == 0 {
		return 0
	}
	h, err := strconv.ParseInt(values[len(values)-1], 10, 64)
	if err != nil {
		return 0
	}
	return h
}
