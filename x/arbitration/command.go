package arbitration

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"

	"github.com/trothchain/troth/internal/field"
	"github.com/trothchain/troth/x/arbitration/types"
)

// GetTxCmd returns the one command that is written by hand; autocli adds the others to it. Its own flag for a list of
// uint32 panics (cosmossdk.io/client/v2 v2.11.0), so it cannot make MsgRevealVote.
func (AppModule) GetTxCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:                        types.ModuleName,
		Short:                      "Transactions commands for the arbitration module",
		SuggestionsMinimumDistance: 2,
		RunE:                       client.ValidateCmd,
	}
	cmd.AddCommand(revealVoteCmd())
	return cmd
}

func revealVoteCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:     revealVote.Use,
		Short:   revealVote.Short,
		Example: revealVote.Example,
		Args:    cobra.RangeArgs(5, 4+types.MaxWeights),
		RunE: func(cmd *cobra.Command, args []string) error {
			clientCtx, err := client.GetClientTxContext(cmd)
			if err != nil {
				return err
			}
			msg, err := revealVoteMsg(clientCtx.GetFromAddress().String(), args)
			if err != nil {
				return err
			}
			return tx.GenerateOrBroadcastTxCLI(clientCtx.WithOutput(cmd.OutOrStdout()), cmd.Flags(), msg)
		},
	}
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

// revealVoteMsg reads arbiter, case, round, salt and votes.
func revealVoteMsg(signer string, args []string) (*types.MsgRevealVote, error) {
	round, err := number("round", args[2])
	if err != nil {
		return nil, err
	}
	salt, err := bytes("salt", args[3])
	if err != nil {
		return nil, err
	}
	msg := &types.MsgRevealVote{Signer: signer, Arbiter: args[0], Case: args[1], Round: round, Salt: salt}
	for _, arg := range args[4:] {
		vote, err := number("votes", arg)
		if err != nil {
			return nil, err
		}
		msg.Votes = append(msg.Votes, vote)
	}
	return msg, msg.ValidateBasic()
}

func number(name, arg string) (uint32, error) {
	n, err := strconv.ParseUint(arg, 10, 32)
	if err != nil {
		return 0, field.ErrFormat.Wrapf("%s: %.32q, want a whole number", name, arg)
	}
	return uint32(n), nil
}

// bytes reads hex or base64, as the commands of autocli do.
func bytes(name, arg string) ([]byte, error) {
	if b, err := hex.DecodeString(arg); err == nil {
		return b, nil
	}
	b, err := base64.StdEncoding.DecodeString(arg)
	if err != nil {
		return nil, field.ErrFormat.Wrapf("%s: %.64q, want hex or base64", name, arg)
	}
	return b, nil
}
