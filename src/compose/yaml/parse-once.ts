import { type ParsedYaml, parseYaml } from './parse-yaml.js'

interface YamlFile {
  readonly path: string
  readonly text: string
}

const known = new WeakMap<YamlFile, YamlFile & { readonly yaml: ParsedYaml }>()

/**
 * {@link parseYaml} for a file that several steps look at: loading it, the names of its objects, the line of a fault. Parsing is most of what each of
 * them does. The answer is kept as long as the file object, so nobody may change the tree.
 *
 * @throws as parseYaml
 */
export function parseOnce(file: YamlFile): ParsedYaml {
  const { path, text } = file
  const former = known.get(file)
  if (former?.path === path && former.text === text) return former.yaml
  const yaml = parseYaml(path, text)
  known.set(file, { path, text, yaml })
  return yaml
}
