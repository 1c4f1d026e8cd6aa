package cmd

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"text/template"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/cosmos/cosmos-sdk/client"
	serverconfig "github.com/cosmos/cosmos-sdk/server/config"

	"github.com/trothchain/troth/app"
)

// configCmd is about the node's configuration files.
func configCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "The node's configuration files", RunE: client.ValidateCmd}
	cmd.AddCommand(configDiffCmd())
	return cmd
}

// configDiffCmd shows what an operator changed.
func configDiffCmd() *cobra.Command {
	return &cobra.Command{
		Use:     "diff",
		Short:   "Show where app.toml and config.toml differ from Troth's defaults",
		Example: "  trothd config diff",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			folder := filepath.Join(client.GetClientContextFromCmd(cmd).HomeDir, "config")
			defaults, err := defaultFiles()
			if err != nil {
				return err
			}
			for _, name := range []string{"app.toml", "config.toml"} {
				raw, err := os.ReadFile(filepath.Join(folder, name))
				if err != nil {
					return fmt.Errorf("%w: run `trothd init` first", err)
				}
				if err := printDiff(cmd, name, raw, defaults[name]); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// defaultFiles renders both files as init writes them.
func defaultFiles() (map[string][]byte, error) {
	tmpl, err := template.New("app.toml").Parse(serverconfig.DefaultConfigTemplate)
	if err != nil {
		return nil, err
	}
	var appToml bytes.Buffer
	if err := tmpl.Execute(&appToml, app.AppConfig()); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "trothd-config")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "config.toml")
	cmtcfg.WriteConfigFile(file, app.CometConfig())
	cometToml, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{"app.toml": appToml.Bytes(), "config.toml": cometToml}, nil
}

func printDiff(cmd *cobra.Command, name string, have, want []byte) error {
	mine, err := readTOML(have)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	theirs, err := readTOML(want)
	if err != nil {
		return fmt.Errorf("default of %s: %w", name, err)
	}
	keys := append(mine.AllKeys(), theirs.AllKeys()...)
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		if key == "moniker" {
			continue // every node has its own
		}
		if a, b := fmt.Sprint(mine.Get(key)), fmt.Sprint(theirs.Get(key)); a != b {
			cmd.Printf("%s  %s = %s  (default %s)\n", name, key, a, b)
		}
	}
	return nil
}

func readTOML(raw []byte) (*viper.Viper, error) {
	v := viper.New()
	v.SetConfigType("toml")
	return v, v.ReadConfig(bytes.NewReader(raw))
}
