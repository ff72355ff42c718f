import { basename } from 'node:path'
import { build, type Plugin } from 'esbuild'

/** Each table of rules as one string of JSON, which V8 reads several times faster than the same text as code. */
export const rulesAsJson: Plugin = {
  name: 'rules as JSON',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]rules[\\/][\w-]+\.ts$/ }, async ({ path }) => {
      if (basename(path) === 'rule.ts') return undefined
      const tables = await valuesOf(path)
      const lines = Object.entries(tables).map(
        ([name, table]) =>
          `export const ${name} = /* @__PURE__ */ JSON.parse(${JSON.stringify(JSON.stringify(table))})`,
      )
      return { contents: lines.join('\n'), loader: 'js' }
    })
  },
}

async function valuesOf(path: string): Promise<object> {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  })
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`)
}
