// Talks to `trothd mcp` with the official TypeScript clients and the inspector, and reads an agent card with the A2A
// library. Arguments: home of the agent, its name, URL of the HTTP server, URL of the card. It prints "ok" at the end.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as OldHTTP } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client as NewClient, StreamableHTTPClientTransport as NewHTTP } from '@modelcontextprotocol/client';
import { StdioClientTransport as NewStdio } from '@modelcontextprotocol/client/stdio';
import { AgentCard, verifyAgentCardSignature } from '@a2a-js/sdk';
import * as jose from 'jose';

const [home, agent, url, cardURL] = process.argv.slice(2);
const args = ['mcp', '--agent', agent, '--home', home];
const env = { ...process.env, HOME: home };
const stdio = { command: 'trothd', args, env, stderr: 'inherit' };
const me = { name: 'check', version: '1' };
const clients = {
  'sdk, stdio': [() => new OldClient(me), () => new OldStdio(stdio)],
  'sdk, http': [() => new OldClient(me), () => new OldHTTP(new URL(url))],
  'client, stdio': [() => new NewClient(me), () => new NewStdio(stdio)],
  'client, http': [() => new NewClient(me), () => new NewHTTP(new URL(url))],
  'client, newest revision, http': [() => new NewClient(me, { versionNegotiation: { mode: 'auto' } }), () => new NewHTTP(new URL(url))],
};

for (const [name, [client, transport]] of Object.entries(clients)) {
  const c = client();
  await c.connect(transport());
  const { tools } = await c.listTools();
  assert.equal(tools.length, 22, name);
  for (const t of tools) assert.ok(t.outputSchema && t.annotations, t.name);
  const status = await c.callTool({ name: 'get_chain_status', arguments: {} });
  assert.equal(status.structuredContent.can_sign, true, name);
  const job = { title: 'Talk', spec_text: 'Talk.', skill: 'translation', budget: '1troth', auction: 'open', dry_run: true };
  const dry = await c.callTool({ name: 'post_job', arguments: job });
  assert.deepEqual(dry.structuredContent.cost.held, ['1000000utroth'], name);
  const greedy = await c.callTool({ name: 'post_job', arguments: { ...job, budget: '10troth' } });
  assert.equal(greedy.isError, true, name);
  assert.match(greedy.content[0].text, /identity\/20/);
  const { contents } = await c.readResource({ uri: 'troth://work' });
  assert.ok(JSON.parse(contents[0].text).agent, name);
  const prompt = await c.getPrompt({ name: 'deliver', arguments: { agreement: 'agr_0000002f5d6e7f80' } });
  assert.match(prompt.messages[0].content.text, /untrusted/);
  await c.close();
  console.log('ok:', name);
}

const inspect = (...more) => JSON.parse(execFileSync('npx', ['--no-install', 'mcp-inspector', '--cli', ...more], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
assert.equal(inspect(url, '--transport', 'http', '--method', 'tools/list').tools.length, 22);
const seen = inspect(url, '--transport', 'http', '--method', 'tools/call', '--tool-name', 'check_spend', '--tool-arg', 'amount=1troth');
assert.equal(seen.structuredContent.allowed, true);
console.log('ok: inspector');

const card = AgentCard.fromJSON(await (await fetch(cardURL)).json());
assert.equal(card.name, agent);
const { registration, registration_sha256: sum } = card.capabilities.extensions[0].params;
const file = Buffer.from(await (await fetch(registration)).arrayBuffer());
assert.equal(createHash('sha256').update(file).digest('hex'), sum);
assert.equal(JSON.parse(file).registrations[0].agentId, card.capabilities.extensions[0].params.agent);
await verifyAgentCardSignature(async () => {
  const { jwk } = jose.decodeProtectedHeader(card.signatures[0]);
  return jose.importJWK(jwk, 'EdDSA');
})(card);
await assert.rejects(verifyAgentCardSignature(async () => (await jose.generateKeyPair('EdDSA')).publicKey)(card));
console.log('ok: card');
console.log('ok');
