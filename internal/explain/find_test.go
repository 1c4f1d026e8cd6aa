package explain

import (
	"testing"

	"github.com/stretchr/testify/require"
)

var errTest = New("testing", 2, "a test", "do nothing")

func TestFind(t *testing.T) {
	one, err := Find("testing/2")
	require.NoError(t, err)
	require.Equal(t, []Entry{{"testing", 2, "a test", "do nothing"}}, one)
	require.Equal(t, one[0].Remedy, Remedy(errTest.Wrap("on the way")))
	module, err := Find("testing")
	require.NoError(t, err)
	require.Equal(t, one, module)
	all, err := Find("")
	require.NoError(t, err)
	require.Equal(t, All(), all)
	require.Equal(t, []string{"explain", "testing"}, Codespaces())
	for _, name := range []string{"testing/3", "testing/x", "testing/", "testing/2/2", "/", "weather", "weather/2", "testing/99999999999"} {
		_, err := Find(name)
		require.ErrorIs(t, err, ErrUnknown, name)
	}
}
