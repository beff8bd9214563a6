# check_hostname = False verifies the chain without a name, and nothing less.

import pipe, refused

ctx = pipe.client_context()
print(ctx.check_hostname)
ctx.check_hostname = False
print(ctx.check_hostname)
c, s, _, _ = pipe.connections(ctx, pipe.server_context("other-name"), None)
print(pipe.handshake(c, s))
c, s, _, _ = pipe.connections(ctx, pipe.server_context("stranger"), None)
print(refused.describe(pipe.refusal(c, s)))
