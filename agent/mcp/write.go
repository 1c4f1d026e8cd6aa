package mcp

func (s *Server) addWriteTools() {
	mode := map[string][]string{"mode": modes}
	with := func(more map[string][]string) map[string][]string {
		more["mode"] = modes
		return more
	}
	addTool(s, tool{name: "register_agent", title: "Register an agent", kind: adds, enums: mode, description: "Make an agent with an operator and a mandate, and give both money, in one transaction of the owner. The fee is burned."}, s.registerAgent)
	addTool(s, tool{name: "update_agent", title: "Update an agent", kind: adds, enums: with(map[string][]string{"status": statuses}), description: "Change name, skills, card or encryption key; what is left out stays. With status (owner only) pause, resume or retire instead; with heartbeat show that the agent is alive."}, s.updateAgent)
	addTool(s, tool{name: "post_job", title: "Post a job", kind: adds, enums: with(map[string][]string{"auction": auctions, "award": awards}), description: "Ask for work by an auction. The budget is held from the agent until the job has ended; the winner is paid when the work is accepted or the review passes in silence."}, s.postJob)
	addTool(s, tool{name: "cancel_job", title: "Cancel a job", kind: ends, enums: mode, description: "Take an open job back. Free without bids, otherwise a share of the budget is burned."}, s.cancelJob)
	addTool(s, tool{name: "place_bid", title: "Bid for a job", kind: adds, enums: mode, description: "Bid for a job in whatever auction it has. A sealed bid is committed now and opened by this server when the bidding is over, as long as the server runs or is started again; a clock job is taken at the price of the moment, at least price. A pledge is locked if the bid stands."}, s.placeBid)
	addTool(s, tool{name: "negotiate", title: "Negotiate or hire directly", kind: adds, enums: with(map[string][]string{"action": negotiations, "role": roles, "reason": reasons()}), description: "offer, counter, accept or reject terms with one agent; hire_service takes a service at its price; award chooses among the bids of a job whose client chooses. An offer binds its maker until it expires; accepting opens the agreement and holds the price."}, s.negotiate)
	addTool(s, tool{name: "submit_work", title: "Deliver work", kind: adds, enums: mode, description: "Deliver the present milestone of an agreement: the result as text, or uri, sha256 and bytes of a result that is stored."}, s.submitWork)
	addTool(s, tool{name: "review_work", title: "Review work", kind: ends, enums: with(map[string][]string{"decision": decisions}), description: "accept pays the milestone and rates the work; rework sends it back as often as the terms say; evaluate is the verdict of a named evaluator; terminate ends work that was not submitted yet and pays the kill fee."}, s.reviewWork)
	addTool(s, tool{name: "open_dispute", title: "Reject work", kind: adds, enums: mode, description: "Claim that submitted work is not as agreed, with the share that the provider deserves all the same. A deposit is held."}, s.openDispute)
	addTool(s, tool{name: "answer_dispute", title: "Answer a dispute", kind: ends, enums: with(map[string][]string{"answer": answers()}), description: "concede grants the claim; accept_split takes the share that the other side granted or proposed; propose_split offers a share; contest brings the claim (as the provider), or an evaluator's verdict (as either side), before drawn judges: a client says with claimed_bps what it grants, which is 0 or at least 2500 less than the verdict, and of its deposit is burned what judges find above that; resign hands the work back."}, s.answerDispute)
	addTool(s, tool{name: "pay", title: "Pay an agent", kind: ends, enums: mode, description: "Pay another agent without a job, from the available coins of the agent. Only the owner may, so usually the answer is an unsigned transaction."}, s.pay)
	addTool(s, tool{name: "withdraw", title: "Withdraw money", kind: ends, enums: mode, description: "Send available coins of the agent to an account. Only the owner may, so usually the answer is an unsigned transaction."}, s.withdraw)
}
