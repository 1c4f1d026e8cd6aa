package linked_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/x/identity/linked"
)

const (
	evm     = "eip155:1:0xd8da6bf26964af9d7eed9e03e53415d37aa96045"
	sol     = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:7S3P4HxJpyyigGzodYwHtCxZyUQe9JiBMHyRWXArAaKv"
	hub     = "cosmos:cosmoshub-4:cosmos1t2uflqwqe0fsj0shcfkrvpukewcw40yjj6hdc0"
	did     = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
	cluster = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"
)

// The examples of the CAIP-10 profiles of each namespace and of the did:key method.
func TestAccountsOfTheSpecificationsAreRead(t *testing.T) {
	for name, tc := range map[string]struct {
		written, canonical string
		scheme             linked.Scheme
	}{
		"eip155, lower case":        {evm, evm, linked.EIP155},
		"eip155, checksum":          {"eip155:1:0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045", evm, linked.EIP155},
		"eip155, upper case":        {"eip155:1:0xD8DA6BF26964AF9D7EED9E03E53415D37AA96045", evm, linked.EIP155},
		"eip155, digits only":       {"eip155:10:0x" + strings.Repeat("1", 40), "eip155:10:0x" + strings.Repeat("1", 40), linked.EIP155},
		"eip155, largest chain":     {"eip155:" + strings.Repeat("9", 32) + evm[8:], "eip155:" + strings.Repeat("9", 32) + evm[8:], linked.EIP155},
		"solana":                    {sol, sol, linked.Solana},
		"cosmos":                    {hub, hub, linked.Cosmos},
		"cosmos, upper case":        {"cosmos:cosmoshub-4:COSMOS1T2UFLQWQE0FSJ0SHCFKRVPUKEWCW40YJJ6HDC0", hub, linked.Cosmos},
		"cosmos, a hashed chain id": {"cosmos:hashed-0204c92a0388779d" + hub[18:], "cosmos:hashed-0204c92a0388779d" + hub[18:], linked.Cosmos},
		"did:key":                   {did, did, linked.DIDKey},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := linked.Parse(tc.written)
			require.NoError(t, err)
			require.Equal(t, tc.canonical, a.String())
			require.Equal(t, tc.scheme, a.Scheme())
			again, err := linked.Parse(a.String())
			require.NoError(t, err)
			require.Equal(t, a, again)
		})
	}
}

func TestTheChainIsPartOfTheAccount(t *testing.T) {
	a, err := linked.Parse(evm)
	require.NoError(t, err)
	b, err := linked.Parse(strings.Replace(evm, ":1:", ":137:", 1))
	require.NoError(t, err)
	require.NotEqual(t, a, b)
	require.NotEqual(t, a.String(), b.String())
}

func TestMalformedAccountsAreRefused(t *testing.T) {
	last := func(s, to string) string { return s[:len(s)-1] + to }
	for name, tc := range map[string]struct {
		account string
		err     error
	}{
		"empty":                             {"", linked.ErrMalformed},
		"one part":                          {"eip155", linked.ErrMalformed},
		"two parts":                         {"eip155:0xd8da6bf26964af9d7eed9e03e53415d37aa96045", linked.ErrMalformed},
		"colons only":                       {"::", linked.ErrNamespace},
		"172 bytes":                         {evm + strings.Repeat("0", 172-len(evm)), linked.ErrMalformed},
		"100 kB":                            {strings.Repeat("a:", 50_000), linked.ErrMalformed},
		"not UTF-8":                         {"\xff\xfe:\xff:\xff", linked.ErrNamespace},
		"a namespace in upper case":         {"EIP155" + evm[6:], linked.ErrNamespace},
		"a namespace with a blank":          {" " + evm, linked.ErrNamespace},
		"bip122":                            {"bip122:000000000019d6689c085ae165831e93:128Lkh3S7CkDTBZ8W7BbpsN3YYizJMp8p6", linked.ErrNamespace},
		"did:web":                           {"did:web:example.org", linked.ErrNamespace},
		"did:pkh":                           {"did:pkh:" + evm, linked.ErrNamespace},
		"eip155: no chain":                  {"eip155:" + evm[8:], linked.ErrMalformed},
		"eip155: chain of zero":             {"eip155:0" + evm[8:], linked.ErrMalformed},
		"eip155: leading zero":              {"eip155:01" + evm[8:], linked.ErrMalformed},
		"eip155: chain in hexadecimal":      {"eip155:0x1" + evm[8:], linked.ErrMalformed},
		"eip155: negative chain":            {"eip155:-1" + evm[8:], linked.ErrMalformed},
		"eip155: chain of 33 digits":        {"eip155:" + strings.Repeat("1", 33) + evm[8:], linked.ErrMalformed},
		"eip155: without 0x":                {"eip155:1:d8da6bf26964af9d7eed9e03e53415d37aa96045", linked.ErrMalformed},
		"eip155: 0X":                        {"eip155:1:0Xd8da6bf26964af9d7eed9e03e53415d37aa96045", linked.ErrMalformed},
		"eip155: a digit short":             {evm[:len(evm)-1], linked.ErrMalformed},
		"eip155: a digit long":              {evm + "0", linked.ErrMalformed},
		"eip155: not hexadecimal":           {last(evm, "g"), linked.ErrMalformed},
		"eip155: wrong checksum":            {"eip155:1:0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045", linked.ErrMalformed},
		"eip155: a fourth part":             {evm + ":1", linked.ErrMalformed},
		"eip155: a newline":                 {evm + "\n", linked.ErrMalformed},
		"eip155: letters that grow":         {"eip155:1:0x" + strings.Repeat("İ", 20), linked.ErrMalformed},
		"solana: no cluster":                {"solana::" + sol[40:], linked.ErrMalformed},
		"solana: cluster by name":           {"solana:mainnet:" + sol[40:], linked.ErrMalformed},
		"solana: cluster not base58":        {"solana:0" + sol[8:], linked.ErrMalformed},
		"solana: no address":                {"solana:" + cluster + ":", linked.ErrMalformed},
		"solana: 31 bytes":                  {sol[:len(sol)-2], linked.ErrMalformed},
		"solana: not base58":                {last(sol, "0"), linked.ErrMalformed},
		"solana: letters of three bytes":    {last(sol, "€"), linked.ErrMalformed},
		"solana: a leading zero byte":       {"solana:" + cluster + ":1" + sol[40:], linked.ErrMalformed},
		"solana: an address off the curve":  {"solana:" + cluster + ":8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR", linked.ErrWeakKey},
		"cosmos: no chain":                  {"cosmos:" + hub[18:], linked.ErrMalformed},
		"cosmos: chain of 33 characters":    {"cosmos:" + strings.Repeat("a", 33) + hub[18:], linked.ErrMalformed},
		"cosmos: chain with a dot":          {"cosmos:a.b" + hub[18:], linked.ErrMalformed},
		"cosmos: mixed case":                {strings.Replace(hub, "cosmos1t", "cosmos1T", 1), linked.ErrMalformed},
		"cosmos: a typo":                    {last(hub, "q"), linked.ErrMalformed},
		"cosmos: bech32m":                   {"cosmos:cosmoshub-4:cosmos1t2uflqwqe0fsj0shcfkrvpukewcw40yjrhjlpv", linked.ErrMalformed},
		"cosmos: 32 bytes of a contract":    {"cosmos:juno-1:juno1n0mvt65gg6udc0cfp96cflprnyhsa36cjkafrd4khq6auj7ps05qve4tqz", linked.ErrMalformed},
		"cosmos: quotation mark":            {"cosmos:cosmoshub-4:cos\"mos1t2uflqwqe0fsj0shcfkrvpukewcw40yjj6hdc0", linked.ErrMalformed},
		"cosmos: no prefix":                 {"cosmos:cosmoshub-4:1t2uflqwqe0fsj0shcfkrvpukewcw40yjj6hdc0", linked.ErrMalformed},
		"did:key: empty":                    {"did:key:", linked.ErrMalformed},
		"did:key: not base58":               {"did:key:f" + did[9:], linked.ErrMalformed},
		"did:key: a fragment":               {did + "#" + did[8:], linked.ErrMalformed},
		"did:key: a byte short":             {did[:len(did)-1], linked.ErrMalformed},
		"did:key: of secp256k1":             {"did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", linked.ErrMalformed},
		"did:key: letters of two bytes":     {"did:key:zÿ", linked.ErrMalformed},
		"did:key: letters above one byte":   {"did:key:z€", linked.ErrMalformed},
		"did:key: in upper case":            {"did:KEY:" + did[8:], linked.ErrNamespace},
		"did:key: with a leading 1 in code": {"did:key:z1" + did[9:], linked.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := linked.Parse(tc.account)
			require.ErrorIs(t, err, tc.err)
			require.Zero(t, a)
			require.Less(t, len(err.Error()), 700)
		})
	}
}

// An account that Parse did not make proves nothing.
func TestTheZeroAccountIsRefused(t *testing.T) {
	require.ErrorIs(t, linked.Verify(linked.Account{}, "text", linked.Proof{Signature: make([]byte, 64)}), linked.ErrNamespace)
}
