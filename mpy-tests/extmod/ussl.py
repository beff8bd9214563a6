# The name that older scripts import is the same module.

import ssl, ussl

print(ussl is ssl)
