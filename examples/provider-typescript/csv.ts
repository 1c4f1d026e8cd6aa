// Turns a JSON array of flat objects into CSV (RFC 4180): one column for each key, in the order in which they are found.
//
//	node csv.js < records.json
//
// The worker runs it with the client's JSON on standard input. What it prints is the result. Any exit but 0 is a failed
// attempt, and what it says on standard error is the reason in the worker's log.
import { readFileSync } from 'node:fs';

type Cell = string | number | boolean | null;
type Row = ReadonlyMap<string, Cell>;

/** What the client sent is not what this program takes; the message names the place. */
class Refused extends Error {}

function read(raw: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
	} catch (wrong) {
		throw new Refused(`no JSON: ${wrong instanceof Error ? wrong.message : wrong}`);
	}
}

function isCell(value: unknown): value is Cell {
	if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER; // above, digits have been lost already
	return value === null || typeof value === 'string' || typeof value === 'boolean';
}

/** The rows of a parsed document, each cell checked: nothing of it is taken on trust. */
function rows(document: unknown): Row[] {
	if (!Array.isArray(document) || document.length === 0) throw new Refused('want an array of at least one object');
	return document.map((record: unknown, at) => {
		if (typeof record !== 'object' || record === null || Array.isArray(record)) throw new Refused(`[${at}]: want an object`);
		return new Map(
			Object.entries(record).map(([key, value]: [string, unknown]): [string, Cell] => {
				if (!isCell(value)) throw new Refused(`[${at}].${key}: want a text, a number below 2^53, true, false or null`);
				return [key, value];
			}),
		);
	});
}

function quote(cell: Cell | undefined): string {
	const text = cell === null || cell === undefined ? '' : String(cell);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv(table: readonly Row[]): string {
	// The model call would go here: give it the records as data, never as instructions, and return what it answers.
	const columns = [...new Set(table.flatMap((row) => [...row.keys()]))];
	if (columns.length === 0) throw new Refused('no object has a key');
	const lines = [columns, ...table.map((row) => columns.map((column) => row.get(column)))];
	return lines.map((line) => line.map(quote).join(',') + '\r\n').join('');
}

try {
	process.stdout.write(csv(rows(read(readFileSync(0)))));
} catch (why) {
	if (!(why instanceof Refused)) throw why;
	console.error(`csv: ${why.message}`);
	process.exitCode = 65;
}
