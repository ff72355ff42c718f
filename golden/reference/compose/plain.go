package main

import (
	"fmt"
	"math"

	"gopkg.in/yaml.v3"
)

// readBack gives what a marshalled config holds as data that JSON can carry:
// a float that JSON lacks becomes {"$float": "NaN"}, "+Inf" or "-Inf".
func readBack(text []byte) (any, error) {
	var read any
	if err := yaml.Unmarshal(text, &read); err != nil {
		return nil, err
	}
	return plain(read)
}

func plain(value any) (any, error) {
	switch value := value.(type) {
	case float64:
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return map[string]any{"$float": fmt.Sprint(value)}, nil
		}
	case map[string]any:
		for key, one := range value {
			made, err := plain(one)
			if err != nil {
				return nil, err
			}
			value[key] = made
		}
	case map[any]any:
		return nil, fmt.Errorf("a key that is no string in %v", value)
	case []any:
		for i, one := range value {
			made, err := plain(one)
			if err != nil {
				return nil, err
			}
			value[i] = made
		}
	}
	return value, nil
}
