from foyer.cli import main

main()
