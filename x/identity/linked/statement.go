package linked

import "strconv"

// Domain begins every statement and separates it from every other text that a wallet signs.
const Domain = "troth/link/v1"

// Statement returns the exact text that the account signs: ASCII, seven lines, no newline at the end. All names are
// canonical: owner and agent as bech32 in lower case, account as Account.String. It names the owner too, so that a new
// owner cannot use what the old one proved; the deadline is market time in milliseconds.
func Statement(chainID, owner, agent, account string, deadlineMs uint64) string {
	return Domain + "\n" +
		"I control this account and link it to an agent on Troth. This moves no money.\n" +
		"chain: " + chainID + "\n" +
		"owner: " + owner + "\n" +
		"agent: " + agent + "\n" +
		"account: " + account + "\n" +
		"deadline_ms: " + strconv.FormatUint(deadlineMs, 10)
}
