package main

import (
	"sort"
	"strings"

	"github.com/joho/godotenv"
)

type envAnswer struct {
	Values [][2]string `json:"values"`
}

// answerEnv asks how godotenv reads an app's .env file (L22–L30). Its map has no
// order, so the names come sorted, by their bytes.
func answerEnv(text string, reply answer, g guard) error {
	raw, err := decodeText(text)
	if err != nil {
		return err
	}
	reply["godotenv"] = godotenvVersion
	reply["env"] = stage(g, func() (envAnswer, error) {
		values, err := godotenv.Parse(strings.NewReader(raw))
		if err != nil {
			return envAnswer{}, err
		}
		return describeValues(values), nil
	})
	return nil
}

func describeValues(values map[string]string) envAnswer {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	described := make([][2]string, len(names))
	for i, name := range names {
		described[i] = [2]string{encodeText(name), encodeText(values[name])}
	}
	return envAnswer{described}
}
