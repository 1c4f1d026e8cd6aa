package jury

import "cosmossdk.io/math"

// FeeShares divides a fee between the sides in proportion to how far each was from the verdict: client and provider are
// the shares for the provider, in basis points, that each of them asked for. The client's part is rounded down, the
// provider pays the rest; the same distance, also none at all, is half and half.
func FeeShares(fee math.Int, client, provider, verdict uint32) (clientPays, providerPays math.Int) {
	c, p := int64(Distance(client, verdict)), int64(Distance(provider, verdict))
	if c == p {
		c, p = 1, 1
	}
	clientPays = fee.MulRaw(c).QuoRaw(c + p)
	return clientPays, fee.Sub(clientPays)
}

// Cover says what each side pays of its part of a fee when it has only so much: what is missing of one side's part is
// paid by the other as far as its deposit reaches. What both cannot pay is nobody's debt; the seats earn less.
func Cover(clientPart, providerPart, clientHas, providerHas math.Int) (clientPays, providerPays math.Int) {
	clientPays, providerPays = math.MinInt(clientPart, clientHas), math.MinInt(providerPart, providerHas)
	byProvider := math.MinInt(clientPart.Sub(clientPays), providerHas.Sub(providerPays))
	byClient := math.MinInt(providerPart.Sub(providerPays), clientHas.Sub(clientPays))
	return clientPays.Add(byClient), providerPays.Add(byProvider)
}

// shareCeil returns bps of an amount, rounded up.
func shareCeil(amount math.Int, bps uint32) math.Int {
	return amount.MulRaw(int64(bps)).AddRaw(Full - 1).QuoRaw(Full)
}
