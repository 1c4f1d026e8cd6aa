package jury

import "cosmossdk.io/math"

// Share returns bps of an amount, rounded down: who loses or pays it keeps the remainder.
func Share(amount math.Int, bps uint32) math.Int { return amount.MulRaw(int64(bps)).QuoRaw(Full) }

// SplitFee divides a fee between the sides in proportion to their gaps, which is how far each was from the verdict; the
// same gap, also none at all, is half and half. The client's part is rounded down, the provider pays the rest.
func SplitFee(fee math.Int, clientGap, providerGap uint32) (client, provider math.Int) {
	if clientGap == providerGap {
		clientGap, providerGap = 1, 1
	}
	gaps := int64(clientGap) + int64(providerGap)
	client = fee.MulRaw(int64(clientGap)).QuoRaw(gaps)
	return client, fee.Sub(client)
}

// Cover says what each side pays of its part of a fee when it has only so much: what is missing of one side's part is
// paid by the other as far as its deposit reaches. What both cannot pay is nobody's debt; the seats earn less.
func Cover(clientPart, providerPart, clientHas, providerHas math.Int) (client, provider math.Int) {
	client, provider = math.MinInt(clientPart, clientHas), math.MinInt(providerPart, providerHas)
	byProvider := math.MinInt(clientPart.Sub(client), providerHas.Sub(provider))
	byClient := math.MinInt(providerPart.Sub(provider), clientHas.Sub(client))
	return client.Add(byClient), provider.Add(byProvider)
}

// Divide divides an amount among n who earn the same: each gets the nth part, rounded down, and the first ones one base
// unit more, so that nothing is left. None for n below 1.
func Divide(total math.Int, n int) []math.Int {
	if n < 1 {
		return nil
	}
	each := total.QuoRaw(int64(n))
	rest := total.Sub(each.MulRaw(int64(n)))
	parts := make([]math.Int, n)
	for i := range parts {
		parts[i] = each
		if rest.IsPositive() {
			parts[i], rest = each.AddRaw(1), rest.SubRaw(1)
		}
	}
	return parts
}

// Transfer is a payment from one place of a list to one of another.
type Transfer struct {
	From, To int
	Amount   math.Int
}

// Transfers fills what is to be taken from what is given, both in order: the least payments that do so, fewer than there
// are places in both lists. What one list has beyond the sum of the other stays where it is.
func Transfers(give, take []math.Int) []Transfer {
	var list []Transfer
	left := append([]math.Int(nil), give...)
	from := 0
	for to, need := range take {
		for need.IsPositive() && from < len(left) {
			amount := math.MinInt(need, left[from])
			if amount.IsPositive() {
				list = append(list, Transfer{From: from, To: to, Amount: amount})
				left[from], need = left[from].Sub(amount), need.Sub(amount)
			}
			if !left[from].IsPositive() {
				from++
			}
		}
	}
	return list
}
