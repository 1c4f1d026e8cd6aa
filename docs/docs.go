// Package docs embeds the reference files that a node serves.
package docs

import _ "embed"

// OpenAPI describes the REST interface of Troth's own modules, as JSON.
//
//go:embed reference/openapi.json
var OpenAPI []byte
