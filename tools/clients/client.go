// As client.py, with openai-go: run.py puts the version's import path in place of OPENAI.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"OPENAI"
	"OPENAI/option"
)

type seen struct {
	Text   string  `json:"text"`
	Finish *string `json:"finish"`
	Role   *string `json:"role"`
	Total  *int64  `json:"total"`
	Error  *string `json:"error"`
}

func main() {
	mode := os.Args[2]
	tokens, _ := strconv.ParseInt(os.Args[4], 10, 64)
	client := openai.NewClient(
		option.WithBaseURL(os.Args[1]), option.WithAPIKey("none"), option.WithMaxRetries(0))
	asked := openai.ChatCompletionNewParams{
		Model:       "dasllm",
		Messages:    []openai.ChatCompletionMessageParamUnion{openai.UserMessage(os.Args[3])},
		MaxTokens:   openai.Int(tokens),
		Temperature: openai.Float(0),
	}
	var result seen
	if mode == "whole" {
		answer, err := client.Chat.Completions.New(context.Background(), asked)
		if err != nil {
			fail(&result, err)
		} else {
			whole(&result, *answer)
		}
	} else {
		asked.StreamOptions = openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)}
		stream := client.Chat.Completions.NewStreaming(context.Background(), asked)
		var sum openai.ChatCompletionAccumulator
		pieces := 0
		for stream.Next() {
			chunk := stream.Current()
			if !sum.AddChunk(chunk) {
				fail(&result, fmt.Errorf("the accumulator refused %s", chunk.RawJSON()))
				break
			}
			if len(chunk.Choices) > 0 && chunk.Choices[0].Delta.Content != "" {
				pieces++
			}
			if mode == "leave" && pieces >= 3 {
				break
			}
		}
		if err := stream.Err(); err != nil {
			fail(&result, err)
		}
		stream.Close()
		whole(&result, sum.ChatCompletion)
	}
	line, _ := json.Marshal(result)
	fmt.Println(string(line))
}

func whole(result *seen, answer openai.ChatCompletion) {
	if len(answer.Choices) == 0 {
		return
	}
	choice := answer.Choices[0]
	result.Text = choice.Message.Content
	finish, role := string(choice.FinishReason), string(choice.Message.Role)
	result.Finish, result.Role = &finish, &role
	result.Total = &answer.Usage.TotalTokens
}

func fail(result *seen, err error) {
	text := err.Error()
	result.Error = &text
}
