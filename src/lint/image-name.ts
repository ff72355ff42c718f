/** An image as a compose file names it. */
export interface ImageName {
  /** With the registry: `docker.io/library/nginx`, or `nginx`. */
  readonly name: string
  readonly tag?: string
  /** `sha256:…` */
  readonly digest?: string
}

/** Splits `name:tag@digest`. Does not check the parts. undefined if a variable decides them. */
export function parseImageName(image: string): ImageName | undefined {
  if (image.includes('$')) return undefined
  const at = image.indexOf('@')
  const named = at === -1 ? image : image.slice(0, at)
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  return {
    name: colon === -1 ? named : named.slice(0, colon),
    ...(colon === -1 ? {} : { tag: named.slice(colon + 1) }),
    ...(at === -1 ? {} : { digest: image.slice(at + 1) }),
  }
}
