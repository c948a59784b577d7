package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	openshift "github.com/openshift/api/apps/v1"
	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// The objects that bear pods, and the List. What hangs below them comes with them.
var objects = []any{
	core.Pod{}, core.PodTemplate{}, core.ReplicationController{}, core.List{},
	apps.Deployment{}, apps.DaemonSet{}, apps.ReplicaSet{}, apps.StatefulSet{},
	batch.Job{}, batch.CronJob{},
	openshift.DeploymentConfig{},
}

// Structs that spell their own JSON.
var scalars = map[reflect.Type]string{
	reflect.TypeFor[resource.Quantity]():    "quantity",
	reflect.TypeFor[intstr.IntOrString]():   "intorstring",
	reflect.TypeFor[meta.Time]():            "time",
	reflect.TypeFor[meta.FieldsV1]():        "raw(v1.FieldsV1)",
	reflect.TypeFor[runtime.RawExtension](): "raw(runtime.RawExtension)",
}

// kubernetes writes the table of the Go structs behind the objects: a struct a paragraph, a field a line, in
// declaration order.
func kubernetes() (string, error) {
	w := structs{seen: map[reflect.Type]bool{}}
	for _, object := range objects {
		if err := w.visit(reflect.TypeOf(object)); err != nil {
			return "", err
		}
	}
	return w.text.String(), nil
}

type structs struct {
	text strings.Builder
	seen map[reflect.Type]bool
}

// visit writes a struct and then those it is the first to name.
func (w *structs) visit(t reflect.Type) error {
	if w.seen[t] {
		return nil
	}
	w.seen[t] = true
	fmt.Fprintf(&w.text, "\n%s\n", key(t))
	var below []reflect.Type
	for i := range t.NumField() {
		field := t.Field(i)
		if !field.IsExported() {
			continue
		}
		spelled, inner, err := spell(field.Type)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", key(t), field.Name, err)
		}
		fmt.Fprintf(&w.text, "  %s %s%s\n", field.Name, spelled, attributes(field))
		if inner != nil {
			below = append(below, inner)
		}
	}
	for _, inner := range below {
		if err := w.visit(inner); err != nil {
			return err
		}
	}
	return nil
}

// key is the struct's package below its module and its name, such as core/v1.Pod.
func key(t reflect.Type) string {
	path := t.PkgPath()
	for module, short := range map[string]string{
		"k8s.io/api/":                   "",
		"k8s.io/apimachinery/pkg/apis/": "",
		"github.com/openshift/api/":     "openshift/",
	} {
		if rest, ok := strings.CutPrefix(path, module); ok {
			path = short + rest
		}
	}
	return path + "." + t.Name()
}

// spell is the type in the table's words, and the struct it leads to if any.
func spell(t reflect.Type) (string, reflect.Type, error) {
	if word, ok := scalars[t]; ok {
		return word, nil, nil
	}
	switch t.Kind() {
	case reflect.Struct:
		return key(t), t, nil
	case reflect.Pointer:
		spelled, inner, err := spell(t.Elem())
		return "*" + spelled, inner, err
	case reflect.Slice:
		spelled, inner, err := spell(t.Elem())
		return "[]" + spelled, inner, err
	case reflect.Map:
		if t.Key().Kind() != reflect.String {
			return "", nil, fmt.Errorf("a map whose keys are no strings: %s", t)
		}
		spelled, inner, err := spell(t.Elem())
		if t.Name() != "" {
			return "map(" + t.String() + ")[string]" + spelled, inner, err
		}
		return "map[string]" + spelled, inner, err
	case reflect.String:
		if t.PkgPath() != "" {
			return "string(" + t.String() + ")", nil, nil
		}
		return "string", nil, nil
	case reflect.Bool, reflect.Int32, reflect.Int64:
		if t.PkgPath() == "" {
			return t.Kind().String(), nil, nil
		}
	}
	return "", nil, fmt.Errorf("the tables have no word for %s", t)
}

// attributes are the words behind a field's type: its name in JSON where that is not the rule's, when it is left out,
// whether it is embedded, and how its list merges.
func attributes(field reflect.StructField) string {
	name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	usual := jsonName(field.Name)
	text := ""
	if field.Anonymous {
		usual = ""
		text += " embedded"
	}
	if name != usual {
		text += " json=" + name
	}
	// Of a struct, omitzero alone leaves out anything.
	for _, option := range []string{"omitzero", "omitempty"} {
		if slices.Contains(strings.Split(options, ","), option) {
			text += " " + option
			break
		}
	}
	for _, strategy := range strings.Split(field.Tag.Get("patchStrategy"), ",") {
		if strategy == "merge" {
			text += " merge"
			if key := field.Tag.Get("patchMergeKey"); key != "" {
				text += "=" + key
			}
		}
	}
	return text
}

// jsonName is the name a field has in JSON by the rule: the capitals it begins with are small, but for the last of them
// when a small letter follows.
func jsonName(name string) string {
	capitals := 0
	for capitals < len(name) && (name[capitals] < 'a' || name[capitals] > 'z') {
		capitals++
	}
	if capitals > 1 && capitals < len(name) {
		capitals--
	}
	return strings.ToLower(name[:capitals]) + name[capitals:]
}
