// Command trothd is a node of Troth, its wallet and its command line.
package main

import (
	"os"

	"github.com/trothchain/troth/cmd/trothd/cmd"
	"github.com/trothchain/troth/internal/chain"
)

func main() {
	if err := chain.Configure(); err != nil { // first: names the scope of the SDK's configuration
		os.Exit(1)
	}
	os.Exit(cmd.Execute())
}
