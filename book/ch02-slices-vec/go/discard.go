// does not compile

package main

func main() {
	names := []string{"ann"}
	append(names, "bob")
}
