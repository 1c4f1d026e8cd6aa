// Package property runs the whole application with random agents: clients, providers and evaluators whose operators have
// tight mandates send random messages over every road of the market and of agreements, as signed transactions, on all
// instances of app/testapp. They fall silent, pause, change hands, lose mandates, and governance changes the parameters in
// flight. In the end nobody acts any more.
//
//	go test ./tests/property                                                    what make test runs, some 30 s
//	go test ./tests/property -timeout 5h -rapid.checks 1000 -v                  a long run, with the histogram
//	go test ./tests/property -rapid.seed 42 -rapid.checks 1                     one run again
package property
