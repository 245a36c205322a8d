/** What only the local operator may ask, over the private socket in the data folder. */

/** `GET /api/setup/code`: the one-time owner code; null once an owner exists. */
export interface SetupCodeObject {
  readonly object: 'setup_code'
  readonly code: string | null
}

/** `POST /api/vault/rotate` */
export interface VaultRotationObject {
  readonly object: 'vault_rotation'
  /** Names the master key that seals all secrets from now on. */
  readonly master_key_id: string
  readonly resealed: number
}
