/**
 * Makes the scripts of the viewer's pages: the modules that each entry imports, directly or not, compiled and put one behind
 * the other, without imports and exports. So their top-level names must be different, and imports must not rename; anything
 * else is an error. The page's style sheet and body are copied beside it.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** By entry, the script that is made of it: of a page in one file, and of one that is served. */
const SCRIPTS = { 'viewer/page/main.ts': 'page.js', 'viewer/page/served.ts': 'served.js' };
const COPIED = ['style.css', 'body.html'];

/** Writes dist/viewer/page. Returns what is wrong, or an empty text. */
export function buildPage(root, dist) {
  const require = createRequire(import.meta.url);
  const checked = spawnSync(
    process.execPath,
    [require.resolve('typescript/bin/tsc'), '-p', path.join(root, 'viewer/page')],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  if (checked.status !== 0) return `${checked.stdout}${checked.stderr}`;
  const out = path.join(dist, 'viewer', 'page');
  fs.mkdirSync(out, { recursive: true });
  try {
    for (const [main, name] of Object.entries(SCRIPTS)) {
      fs.writeFileSync(path.join(out, name), bundle(root, require('typescript'), main));
    }
  } catch (error) {
    return String(error);
  }
  for (const name of COPIED) fs.copyFileSync(path.join(root, 'viewer/page', name), path.join(out, name));
  return '';
}

function bundle(root, ts, main) {
  const parts = [];
  const names = new Map();
  for (const file of inOrder(root, ts, main, new Set())) {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const options = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      removeComments: true,
      verbatimModuleSyntax: true,
    };
    const { outputText } = ts.transpileModule(text, { compilerOptions: options, fileName: file });
    const source = ts.createSourceFile(file, outputText, ts.ScriptTarget.ES2022, true);
    parts.push(source.statements.map((statement) => plain(ts, source, statement, file, names)).join('\n'));
  }
  return `(() => {\n'use strict';\n${parts.join('\n')}\n})();\n`;
}

/** The modules that a module needs, before it. */
function inOrder(root, ts, file, seen) {
  if (seen.has(file)) return [];
  seen.add(file);
  const source = ts.createSourceFile(
    file,
    fs.readFileSync(path.join(root, file), 'utf8'),
    ts.ScriptTarget.ES2022,
  );
  const needed = source.statements.filter(
    (statement) =>
      ts.isImportDeclaration(statement) &&
      statement.importClause?.isTypeOnly !== true &&
      !onlyTypes(ts, statement),
  );
  const files = needed.map(({ moduleSpecifier }) => {
    if (!moduleSpecifier.text.startsWith('.'))
      throw new Error(`${file}: the page imports '${moduleSpecifier.text}', and has no packages`);
    return path.posix.join(path.posix.dirname(file), moduleSpecifier.text.replace(/\.js$/, '.ts'));
  });
  return [...files.flatMap((one) => inOrder(root, ts, one, seen)), file];
}

function onlyTypes(ts, { importClause }) {
  const bindings = importClause?.namedBindings;
  return (
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.every(({ isTypeOnly }) => isTypeOnly)
  );
}

/** A statement as it stands in one script. */
function plain(ts, source, statement, file, names) {
  if (ts.isImportDeclaration(statement)) {
    const bindings = statement.importClause?.namedBindings;
    const isPlain =
      bindings !== undefined &&
      ts.isNamedImports(bindings) &&
      bindings.elements.every(({ propertyName }) => !propertyName);
    if (!isPlain) throw new Error(`${file}: the page takes imports by their names only`);
    return '';
  }
  if (ts.isExportDeclaration(statement)) {
    if (statement.exportClause?.elements?.length === 0) return '';
    throw new Error(`${file}: the page takes exports at their declarations only`);
  }
  for (const name of declared(ts, statement)) {
    if (names.has(name))
      throw new Error(`${file}: '${name}' is declared in ${names.get(name)}, too: the page is one script`);
    names.set(name, file);
  }
  const text = statement.getText(source).replace(/^export /, '');
  return hasLongTemplate(ts, source, statement) ? text : text.replaceAll(/\n +/g, '\n');
}

/** Whether a template of several lines is in it: there, spaces at the beginning of a line mean something. */
function hasLongTemplate(ts, source, node) {
  if (ts.isTemplateLiteral(node) && node.getText(source).includes('\n')) return true;
  return ts.forEachChild(node, (child) => hasLongTemplate(ts, source, child) || undefined) ?? false;
}

function declared(ts, statement) {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  return statement.name === undefined ? [] : [statement.name.text];
}
