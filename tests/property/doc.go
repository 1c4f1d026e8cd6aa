// Package property runs the whole application with random agents: clients, providers, evaluators and judges whose operators have
// tight mandates send random messages over every road of the market, of agreements and of disputes, as signed transactions, on all
// instances of app/testapp. They fall silent, pause, change hands, lose mandates, and governance changes the parameters in
// flight. In the end nobody acts any more.
//
//	go test ./tests/property                                                    what make test runs
//	go test ./tests/property -timeout 5h -rapid.checks 1000 -v                  a long run, with the histogram
//	go test ./tests/property -rapid.seed 42 -rapid.checks 1                     one run again
package property
