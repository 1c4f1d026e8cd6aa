package devnet

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strconv"
	"time"

	"gopkg.in/yaml.v3"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/chain"
	"github.com/trothchain/troth/internal/field"
)

// Config is what a devnet starts with, in version 1 of Ignite's schema. Only the fields below are known; any other is an
// error, so that nothing is silently ignored.
type Config struct {
	Version    int         `yaml:"version"`
	Accounts   []Account   `yaml:"accounts"`
	Validators []Validator `yaml:"validators"`
	Faucet     Faucet      `yaml:"faucet"`
}

// Account is a funded account with a deterministic key.
type Account struct {
	Name  string   `yaml:"name"`
	Coins []string `yaml:"coins"`

	coins sdk.Coins
}

// Validator is an account that validates with its bonded coins.
type Validator struct {
	Name   string `yaml:"name"`
	Bonded string `yaml:"bonded"`

	bonded sdk.Coin
}

// Faucet gives coins of one account away.
type Faucet struct {
	// Name of the account; empty for no faucet.
	Name string `yaml:"name"`
	// Host is where it listens, loopback only; Port is the short form.
	Host string `yaml:"host"`
	Port int    `yaml:"port"`
	// Coins given to who does not ask for an amount.
	Coins []string `yaml:"coins"`
	// CoinsMax an address gets in one window.
	CoinsMax []string `yaml:"coins_max"`
	// RateLimitWindow is the length of the window, such as "1h"; the default is an hour.
	RateLimitWindow string `yaml:"rate_limit_window"`

	coins, max sdk.Coins
	window     time.Duration
	port       int
}

// FaucetPort is where the config wants the faucet; -1 without one.
func (c Config) FaucetPort() int {
	if c.Faucet.Name == "" {
		return -1
	}
	return c.Faucet.port
}

// DefaultFaucetPort is Ignite's.
const DefaultFaucetPort = 4500

//go:embed default.yml
var defaultConfig []byte

// LoadConfig reads a config file; with an empty path it reads config.yml of the working directory if there is one, else
// the default.
func LoadConfig(path string) (Config, error) {
	explicit := path != ""
	if !explicit {
		path = "config.yml"
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !explicit {
		raw, path, err = defaultConfig, "default config", nil
	}
	if err != nil {
		return Config{}, err
	}
	c, err := ParseConfig(raw)
	if err != nil {
		return Config{}, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// ParseConfig reads and checks a config; every error names the field.
func ParseConfig(raw []byte) (Config, error) {
	var c Config
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return c, err
	}
	if c.Version != 1 {
		return c, fmt.Errorf("version: %d, want 1", c.Version)
	}
	if err := c.checkAccounts(); err != nil {
		return c, err
	}
	if err := c.checkValidators(); err != nil {
		return c, err
	}
	return c, c.checkFaucet()
}

func (c *Config) account(name string) *Account {
	for i := range c.Accounts {
		if c.Accounts[i].Name == name {
			return &c.Accounts[i]
		}
	}
	return nil
}

func (c *Config) checkAccounts() error {
	if len(c.Accounts) == 0 {
		return errors.New("accounts: none")
	}
	seen := make(map[string]bool)
	for i := range c.Accounts {
		a, at := &c.Accounts[i], fmt.Sprintf("accounts[%d]", i)
		if err := field.Tag(at+".name", a.Name, 1, 32); err != nil {
			return err
		}
		if seen[a.Name] {
			return fmt.Errorf("%s.name: %q twice", at, a.Name)
		}
		seen[a.Name] = true
		var err error
		if a.coins, err = parseCoins(at+".coins", a.Coins); err != nil {
			return err
		}
	}
	return nil
}

func (c *Config) checkValidators() error {
	if len(c.Validators) != 1 {
		return fmt.Errorf("validators: %d, want 1", len(c.Validators))
	}
	v := &c.Validators[0]
	a := c.account(v.Name)
	if a == nil {
		return fmt.Errorf("validators[0].name: no account %q", v.Name)
	}
	coins, err := parseCoins("validators[0].bonded", []string{v.Bonded})
	if err != nil {
		return err
	}
	v.bonded = coins[0]
	if v.bonded.Denom != chain.BaseDenom {
		return fmt.Errorf("validators[0].bonded: %s, want %s", v.bonded, chain.BaseDenom)
	}
	if v.bonded.Amount.LT(sdk.DefaultPowerReduction) {
		return fmt.Errorf("validators[0].bonded: %s, want at least %s", v.bonded, sdk.DefaultPowerReduction)
	}
	if a.coins.AmountOf(v.bonded.Denom).LT(v.bonded.Amount) {
		return fmt.Errorf("validators[0].bonded: %s, but account %q has %s", v.bonded, v.Name, a.coins)
	}
	return nil
}

func (c *Config) checkFaucet() (err error) {
	f := &c.Faucet
	f.port, f.window = DefaultFaucetPort, time.Hour
	if f.Name == "" {
		return nil
	}
	if c.account(f.Name) == nil {
		return fmt.Errorf("faucet.name: no account %q", f.Name)
	}
	if f.Port != 0 {
		f.port = f.Port
	}
	if f.Host != "" {
		host, port, err := net.SplitHostPort(f.Host)
		if err != nil {
			return fmt.Errorf("faucet.host: %w", err)
		}
		if ip := net.ParseIP(host); host != "" && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return fmt.Errorf("faucet.host: %q, want a loopback address: a devnet serves this machine only", f.Host)
		}
		if f.port, err = strconv.Atoi(port); err != nil {
			return fmt.Errorf("faucet.host: %w", err)
		}
	}
	if f.port < 0 || f.port > 65535 {
		return fmt.Errorf("faucet.port: %d, want 0 to 65535", f.port)
	}
	if len(f.Coins) == 0 {
		f.Coins = []string{"100000000" + chain.BaseDenom}
	}
	if f.coins, err = parseCoins("faucet.coins", f.Coins); err != nil {
		return err
	}
	if f.max = f.coins.MulInt(sdk.DefaultPowerReduction); len(f.CoinsMax) > 0 {
		if f.max, err = parseCoins("faucet.coins_max", f.CoinsMax); err != nil {
			return err
		}
	}
	if f.RateLimitWindow != "" {
		if f.window, err = time.ParseDuration(f.RateLimitWindow); err != nil || f.window <= 0 {
			return fmt.Errorf("faucet.rate_limit_window: %q, want such as 1h", f.RateLimitWindow)
		}
	}
	return nil
}

func parseCoins(at string, list []string) (sdk.Coins, error) {
	var coins sdk.Coins
	for i, s := range list {
		c, err := sdk.ParseCoinNormalized(s)
		if err != nil || !c.IsPositive() {
			return nil, fmt.Errorf("%s[%d]: %q, want such as 1000%s", at, i, s, chain.BaseDenom)
		}
		coins = coins.Add(c)
	}
	return coins, nil
}
