// Parses Modelfiles of this project with Ollama's own parser, executes their templates with its own package, and compares the texts
// with what this project's Jinja renderer made of the same conversations. Writes nothing.
//
//	mkdir /tmp/modelfiles && cp tools/reference/modelfiles.go /tmp/modelfiles/main.go
//	(cd /tmp/modelfiles && go mod init modelfiles && go get github.com/ollama/ollama@v0.17.4 && go build)
//	/tmp/modelfiles/modelfiles model/src/test/resources/reference/modelfiles
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/parser"
	"github.com/ollama/ollama/template"
)

type rendering struct {
	Modelfile string
	Messages  []api.Message
	Text      string
}

func main() {
	folder := os.Args[1]
	bytes, err := os.ReadFile(filepath.Join(folder, "renderings.json"))
	must(err)
	var renderings []rendering
	must(json.Unmarshal(bytes, &renderings))
	equal := 0
	files := map[string]bool{}
	for _, each := range renderings {
		files[each.Modelfile] = true
		var text strings.Builder
		must(parsed(filepath.Join(folder, each.Modelfile)).Execute(&text, template.Values{Messages: each.Messages}))
		if text.String() == each.Text {
			equal++
		} else {
			fmt.Printf("%s: %d messages\n  expected %q\n  is       %q\n", each.Modelfile, len(each.Messages), each.Text, text.String())
		}
	}
	fmt.Printf("%d of %d texts of %d Modelfiles are equal\n", equal, len(renderings), len(files))
	if equal != len(renderings) {
		os.Exit(1)
	}
}

func parsed(path string) *template.Template {
	file, err := os.Open(path)
	must(err)
	defer file.Close()
	modelfile, err := parser.ParseFile(file)
	must(err)
	for _, command := range modelfile.Commands {
		if command.Name == "template" {
			made, err := template.Parse(command.Args)
			must(err)
			return made
		}
	}
	panic(path + " has no template")
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
