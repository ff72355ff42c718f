/** The addresses that a registry shows for a package, as package.json has them. */
export interface RegistryAddresses {
  readonly repository: { readonly type: 'git'; readonly url: string }
  readonly bugs: { readonly url: string }
  readonly homepage: string
}

/**
 * The three addresses of a repository that people reach at `address`. The tracker and the page are where the common forges (Forgejo, Gitea, GitHub) have them.
 *
 * @throws TypeError if `address` is no https URL of a repository
 */
export function registryAddresses(address: string): RegistryAddresses {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const path = url?.pathname.replace(/(\.git)?\/*$/, '') ?? ''
  if (url?.protocol !== 'https:' || path === '' || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new TypeError(`--repository ${address} is no address of a repository: write https://HOST/OWNER/NAME`)
  const page = `${url.origin}${path}`
  return {
    repository: { type: 'git', url: `git+${page}.git` },
    bugs: { url: `${page}/issues` },
    homepage: `${page}#readme`,
  }
}
