// Command recorder runs the injection of istioctl kube-inject over the cases of a folder, and writes down what it answers.
//
// A case is DIR/cases/GROUP/NAME@CONFIG/ with an input.yaml; NAME@CONFIG+native has native sidecars, and NAME@CONFIG+WORD
// the revision WORD. Beside the input expected.yaml is written, unless it is refused, and case.json with the exit status.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"istio.io/istio/pilot/pkg/features"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/kube"
	"istio.io/istio/pkg/kube/inject"
)

// description is a case.json: what the folder's name says, and whether the input was taken (0) or refused (1).
type description struct {
	Config         string   `json:"config"`
	NativeSidecars bool     `json:"native_sidecars"`
	Args           []string `json:"args"`
	Exit           int      `json:"exit"`
}

// offline is the injector of a run without a cluster: it injects nothing, so that the given templates are used.
type offline struct{}

func (offline) Inject(*corev1.Pod, string) ([]byte, error) { return nil, nil }
func (offline) GetKubeClient() kube.Client                 { return nil }

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: recorder DIR, a folder with configs/ and cases/"))
	}
	folders, err := filepath.Glob(filepath.Join(os.Args[1], "cases", "*", "*@*"))
	if err != nil {
		fail(err)
	}
	for _, folder := range folders {
		if err := record(os.Args[1], folder); err != nil {
			fail(fmt.Errorf("%s: %w", folder, err))
		}
	}
	fmt.Printf("%d cases recorded\n", len(folders))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// record answers one case and writes the answer beside it.
func record(root, folder string) error {
	_, config, _ := strings.Cut(filepath.Base(folder), "@")
	config, variant, _ := strings.Cut(config, "+")
	told := description{Config: config, NativeSidecars: variant == "native", Args: []string{}}
	if variant != "" && !told.NativeSidecars {
		told.Args = []string{"--revision", variant}
	}
	input, err := os.ReadFile(filepath.Join(folder, "input.yaml"))
	if err != nil {
		return err
	}
	output, refusal := answer(filepath.Join(root, "configs", config), told, input)
	expected := filepath.Join(folder, "expected.yaml")
	if refusal != nil {
		told.Exit = 1
		if err := os.Remove(expected); err != nil && !os.IsNotExist(err) {
			return err
		}
	} else if err := os.WriteFile(expected, output, 0o644); err != nil {
		return err
	}
	text, err := json.MarshalIndent(told, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "case.json"), append(text, '\n'), 0o644)
}

// answer is what istioctl kube-inject does with --injectConfigFile, --meshConfigFile, --valuesFile and --revision.
func answer(config string, told description, input []byte) ([]byte, error) {
	features.EnableNativeSidecars = features.NativeSidecarModeDisabled
	if told.NativeSidecars {
		features.EnableNativeSidecars = features.NativeSidecarModeEnabled
	}
	revision := ""
	if len(told.Args) == 2 {
		revision = told.Args[1]
	}
	text, err := os.ReadFile(filepath.Join(config, "inject-config.yaml"))
	if err != nil {
		return nil, err
	}
	raw, err := templatesOf(text)
	if err != nil {
		return nil, err
	}
	templates, err := inject.ParseTemplates(raw)
	if err != nil {
		return nil, err
	}
	meshConfig, err := mesh.ReadMeshConfig(filepath.Join(config, "mesh.yaml"))
	if err != nil {
		return nil, err
	}
	text, err = os.ReadFile(filepath.Join(config, "values.json"))
	if err != nil {
		return nil, err
	}
	values, err := inject.NewValuesConfig(string(text))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = inject.IntoResourceFile(offline{}, templates, values, revision, meshConfig, bytes.NewReader(input), &out, func(string) {})
	return out.Bytes(), err
}

// templatesOf is the templates of an inject-config, or the text itself as the one template.
func templatesOf(text []byte) (inject.RawTemplates, error) {
	var config inject.Config
	if err := yaml.Unmarshal(text, &config); err != nil || len(config.RawTemplates) == 0 {
		return inject.RawTemplates{inject.SidecarTemplateName: string(text)}, nil
	}
	config, err := inject.UnmarshalConfig(text)
	return config.RawTemplates, err
}
