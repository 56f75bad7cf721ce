"""Who calls, and what they may do: scopes, principals, and the token that carries one."""
