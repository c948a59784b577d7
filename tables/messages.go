package main

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/compiler/protogen"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// A paragraph of a table: a message with its fields, or an enum with its numbers.
type paragraph struct {
	head string
	// Whether it is the same in all releases, as Google's own are.
	ageless bool
	// In declaration order; a line that went stands where it stood.
	lines []*line
}

// A line of a paragraph, and the releases that have it, the newest first.
type line struct {
	text     string
	releases []int
}

// collector gathers what lies below some messages, release by release from the newest back.
type collector struct {
	// Whether the well-known messages are left to another table.
	own        bool
	paragraphs []*paragraph
	owners     map[string]protoreflect.FullName
	// Of the release it is at.
	minor  int
	plugin *protogen.Plugin
	seen   map[string]bool
}

// collect adds a release: the messages of these names, and what they lead to.
func (c *collector) collect(minor int, plugin *protogen.Plugin, names ...protoreflect.FullName) error {
	c.minor, c.plugin, c.seen = minor, plugin, map[string]bool{}
	if c.owners == nil {
		c.owners = map[string]protoreflect.FullName{}
	}
	for _, name := range names {
		found := false
		for _, file := range plugin.Files {
			for _, message := range file.Messages {
				if message.Desc.FullName() == name {
					found = true
					if err := c.message(message); err != nil {
						return err
					}
				}
			}
		}
		if !found {
			return fmt.Errorf("there is no %s", name)
		}
	}
	return nil
}

// text is the table, its paragraphs parted by empty lines. A line ends with the first release that has it, if that is not
// `first`, and the last one, if that is not `last`.
func (c *collector) text(first, last int) (string, error) {
	var text strings.Builder
	for _, p := range c.paragraphs {
		fmt.Fprintf(&text, "\n%s\n", p.head)
		for _, l := range p.lines {
			until, since := l.releases[0], l.releases[len(l.releases)-1]
			if until-since != len(l.releases)-1 {
				return "", fmt.Errorf("%s: %s went and came again: %v", p.head, l.text, l.releases)
			}
			fmt.Fprintf(&text, "  %s", l.text)
			if !p.ageless && (since != first || until != last) {
				text.WriteByte(' ')
				if since != first {
					fmt.Fprintf(&text, "%d", since)
				}
				text.WriteString("..")
				if until != last {
					fmt.Fprintf(&text, "%d", until)
				}
			}
			text.WriteByte('\n')
		}
	}
	return text.String(), nil
}

func (c *collector) message(m *protogen.Message) error {
	p, err := c.enter("message ", m.GoIdent, m.Desc)
	if p == nil {
		return err
	}
	var lines []string
	for _, f := range m.Fields {
		line, err := c.field(f)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Desc.FullName(), err)
		}
		lines = append(lines, line)
	}
	p.add(lines, c.minor)
	for _, f := range m.Fields {
		if f.Desc.IsMap() {
			f = f.Message.Fields[1]
		}
		if f.Message != nil {
			err = c.message(f.Message)
		} else if f.Enum != nil {
			err = c.enum(f.Enum)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *collector) enum(e *protogen.Enum) error {
	p, err := c.enter("enum ", e.GoIdent, e.Desc)
	if p == nil {
		return err
	}
	var lines []string
	for _, v := range e.Values {
		lines = append(lines, fmt.Sprintf("%s %d", v.Desc.Name(), v.Desc.Number()))
	}
	p.add(lines, c.minor)
	return nil
}

// enter is the paragraph of a type, if it is to be written and was not yet for this release.
func (c *collector) enter(word string, ident protogen.GoIdent, desc protoreflect.Descriptor) (*paragraph, error) {
	name, err := c.goType(ident, desc)
	wellKnown := strings.HasPrefix(desc.ParentFile().Path(), "google/protobuf/")
	if err != nil || c.seen[name] || c.own && wellKnown {
		return nil, err
	}
	c.seen[name] = true
	p := c.paragraph(word + name)
	p.ageless = wellKnown
	return p, nil
}

// goType is what Go prints of a type: v1alpha1.MeshConfig.
func (c *collector) goType(ident protogen.GoIdent, desc protoreflect.Descriptor) (string, error) {
	file := c.plugin.FilesByPath[desc.ParentFile().Path()]
	name := string(file.GoPackageName) + "." + ident.GoName
	if owner, ok := c.owners[name]; ok && owner != desc.FullName() {
		return "", fmt.Errorf("both %s and %s are %s in Go", owner, desc.FullName(), name)
	}
	c.owners[name] = desc.FullName()
	return name, nil
}

// field is a field's line: its name in the proto file, its number, its type, the oneof it belongs to, and those of its
// other names that do not follow from these.
func (c *collector) field(f *protogen.Field) (string, error) {
	if f.Desc.HasOptionalKeyword() && f.Desc.Syntax() == protoreflect.Proto3 {
		return "", fmt.Errorf("the tables have no word for optional")
	}
	value, shape := f, ""
	switch {
	case f.Desc.IsMap() && f.Desc.MapKey().Kind() != protoreflect.StringKind:
		return "", fmt.Errorf("the tables have no word for %s as a key", f.Desc.MapKey().Kind())
	case f.Desc.IsMap():
		value, shape = f.Message.Fields[1], "map[string]"
	case f.Desc.IsList():
		shape = "[]"
	}
	kind, err := c.kind(value)
	if err != nil {
		return "", err
	}
	name := string(f.Desc.Name())
	text := fmt.Sprintf("%s %d %s%s", name, f.Desc.Number(), shape, kind)
	if f.Oneof != nil {
		text += " oneof=" + f.Oneof.GoName
		if wrapper := f.Parent.GoIdent.GoName + "_" + f.GoName; wrapper != f.GoIdent.GoName {
			text += " wrapper=" + f.GoIdent.GoName
		}
	}
	if goName(name) != f.GoName {
		text += " go=" + f.GoName
	}
	if jsonNameOf(name) != f.Desc.JSONName() {
		text += " json=" + f.Desc.JSONName()
	}
	return text, nil
}

func (c *collector) kind(f *protogen.Field) (string, error) {
	switch kind := f.Desc.Kind(); kind {
	case protoreflect.MessageKind:
		return c.goType(f.Message.GoIdent, f.Message.Desc)
	case protoreflect.EnumKind:
		return c.goType(f.Enum.GoIdent, f.Enum.Desc)
	case protoreflect.StringKind, protoreflect.BoolKind, protoreflect.DoubleKind,
		protoreflect.Int32Kind, protoreflect.Int64Kind, protoreflect.Uint32Kind, protoreflect.Uint64Kind:
		return kind.String(), nil
	default:
		return "", fmt.Errorf("the tables have no word for %s", kind)
	}
}

func (c *collector) paragraph(head string) *paragraph {
	for _, p := range c.paragraphs {
		if p.head == head {
			return p
		}
	}
	p := &paragraph{head: head}
	c.paragraphs = append(c.paragraphs, p)
	return p
}

// add counts the lines of an older release: those that are new to the paragraph go behind the one that they follow.
func (p *paragraph) add(lines []string, minor int) {
	place := 0
	for _, text := range lines {
		at := slices.IndexFunc(p.lines, func(l *line) bool { return l.text == text })
		if at < 0 {
			at = place
			p.lines = slices.Insert(p.lines, at, &line{text: text})
		}
		p.lines[at].releases = append(p.lines[at].releases, minor)
		place = at + 1
	}
}

// prolong counts the lines that begin so for an older release, too.
func (p *paragraph) prolong(start string, minor int) {
	for _, l := range p.lines {
		if strings.HasPrefix(l.text, start) && l.releases[len(l.releases)-1] == minor+1 {
			l.releases = append(l.releases, minor)
		}
	}
}

// goName is the name that protoc-gen-go gives a field: a letter behind an underscore or a digit is a capital, and the
// underscore goes, except in front of what is no letter.
func goName(name string) string {
	var out strings.Builder
	start := true
	for i, c := range name {
		letter := 'a' <= c && c <= 'z'
		switch {
		case c == '_' && i+1 < len(name) && 'a' <= name[i+1] && name[i+1] <= 'z':
			start = true
			continue
		case letter && start:
			c -= 'a' - 'A'
		}
		start = !letter && !('A' <= c && c <= 'Z')
		out.WriteRune(c)
	}
	return out.String()
}

// jsonNameOf is the name that a field has in JSON: without underscores, the letter behind one being a capital.
func jsonNameOf(name string) string {
	var out strings.Builder
	after := false
	for _, c := range name {
		if after && 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		if after = c == '_'; !after {
			out.WriteRune(c)
		}
	}
	return out.String()
}
