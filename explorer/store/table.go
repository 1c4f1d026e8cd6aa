package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Table knows the columns of a row type: its fields in order, each named by its "db" tag; the first keys columns are the
// primary key. Fields are string, int64, bool or Coin.
type Table[T any] struct {
	name   string
	cols   []string
	keys   int
	fields []int
	upsert string
	remove string
	load   string
}

func newTable[T any](name string, keys int) *Table[T] {
	t := &Table[T]{name: name, keys: keys}
	typ := reflect.TypeFor[T]()
	for i := range typ.NumField() {
		col := typ.Field(i).Tag.Get("db")
		if col == "" {
			continue
		}
		t.fields = append(t.fields, i)
		if typ.Field(i).Type == reflect.TypeFor[Coin]() {
			t.cols = append(t.cols, col+"_amount", col+"_denom")
			continue
		}
		t.cols = append(t.cols, col)
	}
	var set, where []string
	for i, c := range t.cols {
		if i < keys {
			where = append(where, c+" = ?")
		} else {
			set = append(set, c+" = excluded."+c)
		}
	}
	conflict := " ON CONFLICT (" + strings.Join(t.cols[:keys], ", ") + ") DO "
	if len(set) == 0 {
		conflict += "NOTHING"
	} else {
		conflict += "UPDATE SET " + strings.Join(set, ", ")
	}
	t.upsert = t.insert() + conflict
	t.remove = "DELETE FROM " + name + " WHERE " + strings.Join(where, " AND ")
	t.load = "SELECT " + t.columns("") + " FROM " + name + " WHERE " + strings.Join(where, " AND ")
	return t
}

func (t *Table[T]) insert() string {
	return "INSERT INTO " + t.name + " (" + strings.Join(t.cols, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(t.cols)-1) + ")"
}

// columns for a SELECT, each with a prefix such as "j.".
func (t *Table[T]) columns(prefix string) string {
	return prefix + strings.Join(t.cols, ", "+prefix)
}

// values of a row in the order of the columns.
func (t *Table[T]) values(row *T) []any {
	v := reflect.ValueOf(row).Elem()
	out := make([]any, 0, len(t.cols))
	for _, i := range t.fields {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			out = append(out, clean(f.String()))
		case reflect.Int64:
			out = append(out, f.Int())
		case reflect.Bool:
			n := int64(0)
			if f.Bool() {
				n = 1
			}
			out = append(out, n)
		default:
			out = append(out, clean(f.Field(0).String()), clean(f.Field(1).String()))
		}
	}
	return out
}

// key of a row, as text.
func (t *Table[T]) key(row *T) string { return keyOf(t.values(row)[:t.keys]...) }

func keyOf(parts ...any) string {
	if len(parts) == 1 {
		if s, ok := parts[0].(string); ok {
			return s
		}
	}
	var b strings.Builder
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			b.WriteString(p)
		case int64:
			b.WriteString(strconv.FormatInt(p, 10))
		default:
			panic(fmt.Sprintf("a key of type %T", p)) // a bug: keys are texts and numbers
		}
		b.WriteByte(0)
	}
	return b.String()
}

// flag reads a 0 or 1 into a bool.
type flag struct{ to *bool }

// Scan implements sql.Scanner.
func (f flag) Scan(v any) error {
	n, ok := v.(int64)
	*f.to = ok && n != 0
	return nil
}

// targets to scan a row into.
func (t *Table[T]) targets(row *T) []any {
	v := reflect.ValueOf(row).Elem()
	out := make([]any, 0, len(t.cols))
	for _, i := range t.fields {
		switch p := v.Field(i).Addr().Interface().(type) {
		case *bool:
			out = append(out, flag{p})
		case *Coin:
			out = append(out, &p.Amount, &p.Denom)
		default:
			out = append(out, p)
		}
	}
	return out
}

// Select reads rows; rest is what follows FROM and the table's name, with ? for arguments.
func (t *Table[T]) Select(ctx context.Context, db *DB, rest string, args ...any) (out []T, err error) {
	rows, err := db.ro.QueryContext(ctx, db.Rebind("SELECT "+t.columns(t.name+".")+" FROM "+t.name+" "+rest), args...)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := rows.Close(); e != nil && err == nil {
			err = e
		}
	}()
	for rows.Next() {
		var row T
		if err := rows.Scan(t.targets(&row)...); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// Get reads the row of a key; nil when there is none.
func (t *Table[T]) Get(ctx context.Context, db *DB, key ...any) (*T, error) {
	row := new(T)
	err := db.ro.QueryRowContext(ctx, db.Rebind(t.load), key...).Scan(t.targets(row)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return row, err
}
