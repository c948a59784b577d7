package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/compiler/protogen"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/pluginpb"
)

// The version of istio.io/api by the minor release of Istio that has it in its go.mod (in its Gopkg.lock up to 1.1), or that
// is tagged for it. Of a release's patches it is the last whose version the module proxy has.
var api = []string{
	0:  "v0.0.0-20180730173215-123b0a79a4db",
	1:  "v0.0.0-20190416154520-4a9a2a12a700",
	2:  "v0.0.0-20190517041403-820986f2947c",
	3:  "v0.0.0-20190820204432-483f2547d882",
	4:  "v0.0.0-20200107183329-ed4b507c54e1",
	5:  "v0.0.0-20200513175333-ae3da0d240e3",
	6:  "v0.0.0-20201113182140-d4b7e3fc2b44",
	7:  "v0.0.0-20210128181506-0c4b8e54850f",
	8:  "v0.0.0-20201228222031-821cd2dab7b5",
	9:  "v0.0.0-20210913072118-82994a85619d",
	10: "v0.0.0-20211015181651-ddbde26ea264",
	11: "v0.0.0-20220304045306-249321c725a9",
	12: "v0.0.0-20220628132934-6669b1c67990",
	13: "v0.0.0-20220817194812-9ed7a41198c8",
	14: "v0.0.0-20221004225839-607aeaab2827",
	15: "v0.0.0-20230322185023-b176b1f66068",
	16: "v0.0.0-20230711220847-08f4f4a00d6e",
	17: "v0.0.0-20230712174848-a2b2de508c88",
	18: "v0.0.0-20231206023236-e7cadb36da57",
	19: "v1.19.9-0.20240405183623-c4a79179e7d2",
	20: "v1.20.8",
	21: "v1.21.6",
	22: "v1.22.4-0.20240808015337-e0ff1ca45c33",
	23: "v1.23.3-0.20241007150425-eb56b2cffca7",
	24: "v1.24.2",
	25: "v1.25.5",
	26: "v1.26.0-beta.0",
	27: "v1.27.8",
	28: "v1.28.0",
	29: "v1.29.6",
	30: "v1.30.8",
	31: "v1.31.4",
	32: "v1.32.0",
}

// What the last patches of a release brought, whose versions of the API the proxy does not have: the next release's
// lines that begin so.
var late = []struct {
	minor      int
	head, line string
}{
	{0, "message v1alpha1.MeshConfig", "policy_check_fail_open "},
	{8, "message v1alpha1.MeshConfig", "path_normalization "},
	{8, "message v1alpha1.MeshConfig_ProxyPathNormalization", ""},
	{8, "enum v1alpha1.MeshConfig_ProxyPathNormalization_NormalizationType", ""},
}

// The release of which the values are, as a tag of istio/istio.
const valuesTag = "1.31.0-rc.0"

// messages writes the table of the messages that mesh-config and proxy-config are made of.
func messages() (string, error) {
	folders, err := download("istio.io/api", api)
	if err != nil {
		return "", err
	}
	c := collector{}
	for minor, folder := range slices.Backward(folders) {
		// The oldest releases have no gogoproto of their own; 1.5 has.
		roots := []string{folder, filepath.Join(folder, "common-protos"), filepath.Join(folders[5], "common-protos")}
		plugin, err := compile(roots, "mesh/v1alpha1/config.proto")
		if err == nil {
			err = c.collect(minor, plugin, "istio.mesh.v1alpha1.MeshConfig",
				"google.protobuf.Int32Value", "google.protobuf.StringValue")
		}
		if err != nil {
			return "", fmt.Errorf("1.%d: %w", minor, err)
		}
		for _, l := range late {
			if l.minor == minor {
				c.paragraph(l.head).prolong(l.line, minor)
			}
		}
	}
	return c.text(0, len(api)-1)
}

// values writes the table of the messages that the values of an installation are made of.
func values() (string, error) {
	const file = "operator/pkg/apis/values_types.proto"
	folder, err := os.MkdirTemp("", "istio")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	// Of the one commit, the one file.
	for _, arguments := range [][]string{
		{"init", "--quiet"},
		{"remote", "add", "origin", cmp.Or(os.Getenv("ISTIO_REPOSITORY"), "https://github.com/istio/istio")},
		{"fetch", "--quiet", "--depth=1", "--filter=blob:none", "origin", "refs/tags/" + valuesTag},
		{"checkout", "--quiet", "FETCH_HEAD", "--", file},
	} {
		git := exec.Command("git", append([]string{"-C", folder}, arguments...)...)
		git.Env = append(git.Environ(), "GIT_TERMINAL_PROMPT=0")
		if _, err := output(git); err != nil {
			return "", fmt.Errorf("istio/istio %w: %w", errUnavailable, err)
		}
	}
	plugin, err := compile([]string{folder}, file)
	if err != nil {
		return "", err
	}
	c := collector{own: true}
	if err := c.collect(0, plugin, "istio.operator.v1alpha1.Values"); err != nil {
		return "", err
	}
	return c.text(0, 0)
}

// download has the go command get versions of a module, and is the folders they lie in.
func download(module string, versions []string) ([]string, error) {
	arguments := []string{"mod", "download", "-json"}
	for _, version := range versions {
		arguments = append(arguments, module+"@"+version)
	}
	out, err := output(exec.Command("go", arguments...))
	if err != nil {
		return nil, fmt.Errorf("%s %w: %w", module, errUnavailable, err)
	}
	folders := make([]string, len(versions))
	for answers := json.NewDecoder(bytes.NewReader(out)); ; {
		var answer struct{ Version, Dir string }
		if err := answers.Decode(&answer); errors.Is(err, io.EOF) {
			return folders, nil
		} else if err != nil {
			return nil, err
		}
		folders[slices.Index(versions, answer.Version)] = answer.Dir
	}
}

// output runs a command; its error has what the command said.
func output(command *exec.Cmd) ([]byte, error) {
	var said bytes.Buffer
	command.Stderr = &said
	out, err := command.Output()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s%s", command, err, out, said.Bytes())
	}
	return out, err
}

// compile reads a proto file, and those it imports from the folders, as protoc-gen-go sees them.
func compile(folders []string, file string) (*protogen.Plugin, error) {
	// Google's own come first: some releases have old ones, of other Go names.
	compiler := protocompile.Compiler{Resolver: protocompile.CompositeResolver{
		protocompile.WithStandardImports(protocompile.CompositeResolver{}),
		&protocompile.SourceResolver{ImportPaths: folders},
	}}
	request := &pluginpb.CodeGeneratorRequest{}
	files, err := compiler.Compile(context.Background(), file, "google/protobuf/wrappers.proto")
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	var add func(protoreflect.FileDescriptor)
	add = func(file protoreflect.FileDescriptor) {
		if known[file.Path()] {
			return
		}
		known[file.Path()] = true
		imports := file.Imports()
		for i := range imports.Len() {
			add(imports.Get(i).FileDescriptor)
		}
		described := protodesc.ToFileDescriptorProto(file)
		if name := described.GetOptions().GetGoPackage(); !strings.Contains(name, "/") {
			// protoc-gen-go wants a path today; its last part is the package.
			described.Options.GoPackage = proto.String("go/" + name)
		}
		request.ProtoFile = append(request.ProtoFile, described)
	}
	for _, file := range files {
		add(file)
	}
	return protogen.Options{}.New(request)
}
