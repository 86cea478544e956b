#!/usr/bin/env bash
# An expired client assertion is answered with 500 by fosite, one of an unknown key with invalid_request.
#
# Package:   github.com/ory/fosite v0.49.0 (Go module; the core of Ory Hydra), in-memory store
# Expected:  401 or 400 with invalid_client for both. RFC 7521, section 4.2.1 (RFC 7523, section 3.2, for
#            JWTs): if the assertion is not valid or has expired, "the value of the error parameter MUST
#            be the invalid_client error code".
# Observed:  500 with the error code "error" for the expired one, as if the server were broken: a client
#            that tries server errors again does so for as long as its clock is wrong. For the key that the
#            server does not know, as just after a rotation, 400 invalid_request, as if the call were wrong.
source "$(dirname "$0")/support/common.sh"

needs go
cat >main.go <<'END'
package main

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v3"
	"github.com/go-jose/go-jose/v3/jwt"
	"github.com/ory/fosite"
	"github.com/ory/fosite/compose"
	"github.com/ory/fosite/storage"
)

func main() {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	store := storage.NewMemoryStore()
	store.Clients["service"] = &fosite.DefaultOpenIDConnectClient{
		DefaultClient:           &fosite.DefaultClient{ID: "service", GrantTypes: []string{"client_credentials"}},
		TokenEndpointAuthMethod: "private_key_jwt",
		JSONWebKeys:             &jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "known", Use: "sig"}}},
	}
	config := &fosite.Config{GlobalSecret: make([]byte, 32)}
	provider := compose.ComposeAllEnabled(config, store, key)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request, err := provider.NewAccessRequest(r.Context(), r, new(fosite.DefaultSession))
		if err != nil {
			provider.WriteAccessError(r.Context(), w, request, err)
			return
		}
		response, err := provider.NewAccessResponse(r.Context(), request)
		if err != nil {
			provider.WriteAccessError(r.Context(), w, request, err)
			return
		}
		provider.WriteAccessResponse(r.Context(), w, request, response)
	}))
	defer server.Close()
	config.TokenURL = server.URL

	ask := func(name, kid string, life time.Duration) {
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", kid))
		if err != nil {
			panic(err)
		}
		now := time.Now()
		assertion, err := jwt.Signed(signer).Claims(jwt.Claims{
			Issuer: "service", Subject: "service", Audience: jwt.Audience{server.URL}, ID: name,
			IssuedAt: jwt.NewNumericDate(now.Add(life - 5*time.Minute)), Expiry: jwt.NewNumericDate(now.Add(life)),
		}).CompactSerialize()
		if err != nil {
			panic(err)
		}
		answer, err := http.PostForm(server.URL, url.Values{
			"grant_type":            {"client_credentials"},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
			"client_assertion":      {assertion},
		})
		if err != nil {
			panic(err)
		}
		defer answer.Body.Close()
		var body struct {
			Error     string `json:"error"`
			TokenType string `json:"token_type"`
		}
		if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
			panic(err)
		}
		fmt.Printf("%s: %d %s%s\n", name, answer.StatusCode, body.Error, body.TokenType)
	}
	ask("in order", "known", 5*time.Minute)
	ask("expired a minute ago", "known", -time.Minute)
	ask("a key that is not registered", "new", 5*time.Minute)
}
END
{
  go mod init finding
  go get github.com/ory/fosite@v0.49.0
  go build -mod=mod -o see .
} >install.log 2>&1 || cannot 'install fosite v0.49.0' install.log
observe ./see
stated <<'END'
in order: 200 bearer
expired a minute ago: 500 error
a key that is not registered: 400 invalid_request
END
