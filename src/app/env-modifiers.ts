/** What the comment behind a variable asks for, by name in file order: `# length=32 generate=false` is `length` → `32`, `generate` → `false`. */
export type EnvModifiers = ReadonlyMap<string, string>
